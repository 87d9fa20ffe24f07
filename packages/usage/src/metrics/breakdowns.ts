import { type Activity, sumOf } from "./activity.ts";
import { editorOf } from "./editor-of.ts";
import type { ActivityCounts, IdeTotals, UsageRecord } from "./model.ts";

type Breakdowns = Pick<
  UsageRecord,
  | "totals_by_ide"
  | "totals_by_feature"
  | "totals_by_language_feature"
  | "totals_by_language_model"
  | "totals_by_model_feature"
>;

/**
 * GitHub's breakdowns. Those by model have completions too: GitHub leaves them out, since it says there which
 * model one chose for the chat, and here each language has its own.
 */
export function breakdownsOf(activities: readonly Activity[], withVersions: boolean): Breakdowns {
  const by = (name: (activity: Activity) => Record<string, string>) => {
    const groups = Map.groupBy(activities, (activity) => JSON.stringify(name(activity)));
    return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
  };
  const one = (group: readonly Activity[]): Activity => {
    const [first] = group;
    if (first === undefined) throw new RangeError("a group has a member");
    return first;
  };
  const ideOf = ({ editor }: Activity) => editorOf(editor).ide;
  return {
    totals_by_ide: by((each) => ({ ide: ideOf(each) })).map((group) => ({
      ide: ideOf(one(group)),
      ...sumOf(group),
      ...(withVersions && versionsOf(group)),
    })),
    totals_by_feature: by(({ feature }) => ({ feature })).map((group) => ({
      feature: one(group).feature,
      ...sumOf(group),
    })),
    totals_by_language_feature: by(({ language, feature }) => ({ language, feature })).map(
      (group) => ({
        language: one(group).language,
        feature: one(group).feature,
        ...withoutInteractions(sumOf(group)),
      }),
    ),
    totals_by_language_model: by(({ language, model }) => ({ language, model })).map((group) => ({
      language: one(group).language,
      model: one(group).model,
      ...withoutInteractions(sumOf(group)),
    })),
    totals_by_model_feature: by(({ model, feature }) => ({ model, feature })).map((group) => ({
      model: one(group).model,
      feature: one(group).feature,
      ...sumOf(group),
    })),
  };
}

function withoutInteractions({
  user_initiated_interaction_count: _,
  ...counts
}: ActivityCounts): Omit<ActivityCounts, "user_initiated_interaction_count"> {
  return counts;
}

/** Of the editor that was used last. */
function versionsOf(
  group: readonly Activity[],
): Pick<IdeTotals, "last_known_ide_version" | "last_known_plugin_version"> {
  const newest = group.reduce((a, b) => (b.newest > a.newest ? b : a));
  const { ideVersion, plugin, pluginVersion } = editorOf(newest.editor);
  const sampled_at = newest.newest.toISOString();
  return {
    ...(ideVersion !== null && {
      last_known_ide_version: { ide_version: ideVersion, sampled_at },
    }),
    ...(plugin !== null &&
      pluginVersion !== null && {
        last_known_plugin_version: { plugin, plugin_version: pluginVersion, sampled_at },
      }),
  };
}
