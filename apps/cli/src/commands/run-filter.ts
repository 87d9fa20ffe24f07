import { UsageError } from "@devflow/errors";
import { type FilterStatus, listFilters, trainFilters } from "@devflow/indexer/filter";
import { filterStatusToText } from "../formats/filter-status-to-text.ts";
import { loadCliSettings } from "../local/cli-settings.ts";
import { repositoryByName } from "../local/repository-by-name.ts";
import { withLocalDatabase } from "../local/with-local-index.ts";
import { writeOut } from "../write-out.ts";
import type { FilterOptions } from "./filter.ts";

/** `devflow filter`: the filters in use, and with --train new ones. */
export async function runFilter(options: FilterOptions): Promise<void> {
  const settings = loadCliSettings(options);
  const { trained, statuses } = await withLocalDatabase(settings, async (database) => {
    const repositoryId =
      options.repo === undefined ? null : await repositoryByName(database, options.repo);
    if (repositoryId === undefined) {
      throw new UsageError(
        `the database knows no repository ${options.repo}`,
        "Run `devflow filter` without --repo: it lists those that it knows.",
      );
    }
    const only = repositoryId === null ? {} : { repositoryId };
    return {
      trained: options.train ? await trainFilters(database, { ...only, force: true }) : null,
      statuses: await listFilters(database, repositoryId),
    };
  });
  await writeOut(
    options.json
      ? `${JSON.stringify(statuses.map(toJson), null, 2)}\n`
      : filterStatusToText(statuses, trained),
  );
}

function toJson(status: FilterStatus) {
  const { measures } = status;
  return {
    repository_id: status.repositoryId,
    name: status.name,
    state: status.state,
    trained_on: status.trainedOn,
    trained_at: status.trainedAt,
    reason: status.reason,
    outcomes: status.outcomes.total,
    acted_on: status.outcomes.actedOn,
    training_examples: measures?.trainingExamples ?? null,
    held_out_examples: measures?.heldOutExamples ?? null,
    precision: measures?.withFilter.precision ?? null,
    recall: measures?.withFilter.recall ?? null,
    precision_without: measures?.withoutFilter.precision ?? null,
  };
}
