import { completionFeature, featureNameOf } from "./features.ts";
import type { ActivityCounts } from "./model.ts";
import type { AssistCounts } from "./read-assist-counts.ts";
import type { CompletionCounts } from "./read-completion-counts.ts";

/** What both kinds of rows come to in GitHub's reports. */
export interface Activity {
  personId: number;
  editor: string;
  newest: Date;
  language: string;
  model: string;
  feature: string;
  counts: ActivityCounts;
}

const noActivity: ActivityCounts = {
  user_initiated_interaction_count: 0,
  code_generation_activity_count: 0,
  code_acceptance_activity_count: 0,
  loc_suggested_to_add_sum: 0,
  loc_suggested_to_delete_sum: 0,
  loc_added_sum: 0,
  loc_deleted_sum: 0,
};

/** A completion that was shown is a generation; one that was taken, whole or in part, an acceptance. */
export function activityOfCompletions(row: CompletionCounts): Activity {
  return {
    personId: row.person_id,
    ...{ editor: row.editor, newest: row.newest, language: row.language, model: row.model },
    feature: completionFeature,
    counts: {
      ...noActivity,
      code_generation_activity_count: row.shown,
      code_acceptance_activity_count: row.accepted + row.partly,
      loc_suggested_to_add_sum: row.shown_lines,
      loc_added_sum: row.accepted_lines,
    },
  };
}

/** A question is an interaction, its answer a generation. Null for what GitHub counts elsewhere. */
export function activityOfAssist(row: AssistCounts): Activity | null {
  const feature = featureNameOf(row.feature);
  if (feature === null) return null;
  return {
    personId: row.person_id,
    ...{ editor: row.editor, newest: row.newest, language: row.language, model: row.model },
    feature,
    counts: {
      user_initiated_interaction_count: row.used,
      code_generation_activity_count: row.answered,
      code_acceptance_activity_count: row.applied,
      loc_suggested_to_add_sum: row.suggested_lines,
      loc_suggested_to_delete_sum: row.suggested_deletions,
      loc_added_sum: row.added_lines,
      loc_deleted_sum: row.deleted_lines,
    },
  };
}

/** Field by field. */
export function sumOf(activities: readonly Activity[]): ActivityCounts {
  const sum = { ...noActivity };
  for (const { counts } of activities) {
    for (const field of fields) sum[field] += counts[field];
  }
  return sum;
}

const fields: readonly (keyof ActivityCounts)[] = [
  "user_initiated_interaction_count",
  "code_generation_activity_count",
  "code_acceptance_activity_count",
  "loc_suggested_to_add_sum",
  "loc_suggested_to_delete_sum",
  "loc_added_sum",
  "loc_deleted_sum",
];
