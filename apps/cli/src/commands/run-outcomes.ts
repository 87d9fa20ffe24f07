import { measureGroup, measureOutcomes, type OutcomeMeasure } from "@devflow/dataset/outcomes";
import { UsageError } from "@devflow/errors";
import type { Share } from "@devflow/statistics";
import { readMeasuredRemarks } from "@devflow/worker/outcomes";
import { outcomesToText } from "../formats/outcomes-to-text.ts";
import { loadCliSettings } from "../local/cli-settings.ts";
import { repositoryByName } from "../local/repository-by-name.ts";
import { withLocalDatabase } from "../local/with-local-index.ts";
import { writeOut } from "../write-out.ts";
import type { OutcomesOptions } from "./outcomes.ts";

/** `devflow outcomes`: what became of findings, one line a group. */
export async function runOutcomes(options: OutcomesOptions): Promise<void> {
  const { repo, by, since = null, json } = options;
  const remarks = await withLocalDatabase(loadCliSettings(options), async (database) => {
    const repositoryId = repo === undefined ? null : await repositoryByName(database, repo);
    if (repositoryId === undefined) {
      throw new UsageError(
        `the database knows no repository ${repo}`,
        "Run `devflow outcomes` without --repo: it lists those that it knows.",
      );
    }
    return await readMeasuredRemarks(database, { repositoryId, since });
  });
  const groups = measureOutcomes(remarks, by);
  const all = measureGroup("all", remarks);
  await writeOut(
    json
      ? `${JSON.stringify({ by, groups: groups.map(toJson), all: toJson(all) }, null, 2)}\n`
      : outcomesToText(by, groups, all),
  );
}

function toJson(measure: OutcomeMeasure) {
  return {
    group: measure.group,
    findings: measure.remarks,
    on_merged_pull_requests: measure.merged,
    wanted: measure.wanted,
    unwanted: measure.unwanted,
    undecided: measure.undecided,
    decided_by: measure.decidedBy,
    addressed: shareOf(measure.addressed),
    acted_on: shareOf(measure.actedOn),
    suggestions_committed: shareOf(measure.suggestionsCommitted),
  };
}

/** JSON knows no NaN: where nothing was merged there is no share. */
function shareOf(share: Share): Share | null {
  return Number.isNaN(share.value) ? null : share;
}
