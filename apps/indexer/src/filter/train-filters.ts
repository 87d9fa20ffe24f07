/**
 * The nightly training of the filters.
 *
 * Properties wanted: a repository learns from its own outcomes as soon as it has enough of them,
 * all others from those of the whole database; nothing is trained twice on the same outcomes.
 * Design: each training is a row of `filter_models`, in use or not, with the reason. A repository's
 * newest row counts, or where it has none the newest row of all together. What a training saw is
 * kept in its measures; while that is unchanged there is nothing to do.
 * Races accepted: two runs at once train twice on the same rows and store two equal models.
 */
import type { Database } from "@devflow/database";
import { isEnough, toStoredModel, trainFilter } from "@devflow/review/filter";
import { z } from "zod";
import { readOutcomes } from "./read-outcomes.ts";

/** Rows of one repository that are kept: a quarter of a year of nights. */
const keptRows = 90;

export interface TrainedFilter {
  /** Null: of all repositories together. */
  repositoryId: number | null;
  isInUse: boolean;
  reason: string;
}

const seenSchema = z.object({ outcomes: z.number(), acted_on: z.number(), weight: z.number() });
type Seen = z.output<typeof seenSchema>;

const lastSchema = z.object({ is_in_use: z.boolean(), seen: seenSchema.nullable() });

/**
 * Trains every filter that has new outcomes, and gives what was trained.
 * @param only one repository, and whether to train it though nothing is new; else all
 */
export async function trainFilters(
  database: Database,
  options: { repositoryId?: number; force?: boolean } = {},
): Promise<TrainedFilter[]> {
  const trained: TrainedFilter[] = [];
  const wanted = options.repositoryId;
  const repositories = wanted === undefined ? await repositoriesWithOutcomes(database) : [wanted];
  for (const repositoryId of [...repositories, null]) {
    const filter = await trainOne(database, repositoryId, options.force === true);
    if (filter !== null) trained.push(filter);
  }
  return trained;
}

async function repositoriesWithOutcomes(database: Database): Promise<number[]> {
  const rows = await database.query<{ repository_id: number }>(
    "SELECT DISTINCT repository_id FROM finding_outcomes ORDER BY repository_id",
  );
  return rows.map(({ repository_id }) => repository_id);
}

async function trainOne(
  database: Database,
  repositoryId: number | null,
  force: boolean,
): Promise<TrainedFilter | null> {
  const examples = await readOutcomes(database, repositoryId);
  if (!isEnough(examples)) return null;
  const seen: Seen = {
    outcomes: examples.length,
    acted_on: examples.filter(({ label }) => label === 1).length,
    weight: examples.reduce((sum, { weight }) => sum + weight, 0),
  };
  const last = await lastTraining(database, repositoryId);
  if (!force && JSON.stringify(last?.seen) === JSON.stringify(seen)) return null;
  const startedAt = performance.now();
  const { model, measures, isInUse, reason } = trainFilter(examples, last?.is_in_use ?? false);
  const training_ms = Math.round(performance.now() - startedAt);
  await database.query(
    `INSERT INTO filter_models (repository_id, weights, measures, is_in_use, reason)
     VALUES ($1, $2, $3, $4, $5)`,
    [
      repositoryId,
      JSON.stringify(toStoredModel(model)),
      JSON.stringify({ ...measures, seen, training_ms }),
      isInUse,
      reason,
    ],
  );
  await forgetOldRows(database, repositoryId);
  return { repositoryId, isInUse, reason };
}

async function lastTraining(database: Database, repositoryId: number | null) {
  const [row] = await database.query(
    `SELECT is_in_use, measures -> 'seen' AS seen FROM filter_models
      WHERE repository_id IS NOT DISTINCT FROM $1::bigint
      ORDER BY trained_at DESC, id DESC
      LIMIT 1`,
    [repositoryId],
  );
  return row === undefined ? null : lastSchema.parse(row);
}

async function forgetOldRows(database: Database, repositoryId: number | null): Promise<void> {
  await database.query(
    `DELETE FROM filter_models
      WHERE id IN (SELECT id FROM filter_models
                    WHERE repository_id IS NOT DISTINCT FROM $1::bigint
                    ORDER BY trained_at DESC, id DESC
                   OFFSET $2)`,
    [repositoryId, keptRows],
  );
}
