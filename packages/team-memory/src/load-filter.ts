import type { Database } from "@devflow/database";
import { type EmbedderChoice, embedderSourceOf } from "@devflow/retrieval";
import {
  type EmbedTexts,
  type FilterInUse,
  type FilterModel,
  fromStoredModel,
  type PastOutcome,
  priorModel,
} from "@devflow/review";
import { z } from "zod";
import { findingSource } from "./columns.ts";

/** The newest outcomes that a finding is compared with: the team as it is. */
const mostPast = 1_000;

const modelRow = z.object({ weights: z.unknown(), is_in_use: z.boolean() });

const pastRow = z.object({
  source: findingSource,
  category: z.string(),
  path: z.string(),
  title: z.string(),
  body: z.string(),
  is_acted_on: z.boolean(),
  weight: z.number(),
});

/**
 * What this repository's reviews filter by: its newest training, else the newest of all
 * repositories together, else the prior. A training that was switched off means no filter. Two small
 * queries by index at each review; there is nothing to cache that would be worth a stale model.
 */
export async function loadFilter(
  database: Database,
  repositoryId: number,
  embedder: EmbedderChoice,
): Promise<FilterInUse> {
  const model = await readModel(database, repositoryId);
  if (model === null) return { model, past: [], embed: null };
  return {
    model,
    past: await readPast(database, repositoryId),
    embed: await embedTexts(embedder),
  };
}

async function readModel(database: Database, repositoryId: number): Promise<FilterModel | null> {
  const [row] = await database.query(
    `SELECT weights, is_in_use FROM filter_models
      WHERE repository_id = $1 OR repository_id IS NULL
      ORDER BY repository_id NULLS LAST, trained_at DESC, id DESC
      LIMIT 1`,
    [repositoryId],
  );
  if (row === undefined) return priorModel;
  const { weights, is_in_use } = modelRow.parse(row);
  if (!is_in_use) return null;
  // Trained on features that are no more: until the next night as before any training.
  return fromStoredModel(weights) ?? priorModel;
}

async function readPast(database: Database, repositoryId: number): Promise<PastOutcome[]> {
  const rows = await database.query(
    `SELECT source, category, path, title, body, is_acted_on, weight
       FROM finding_outcomes
      WHERE repository_id = $1
      ORDER BY created_at DESC, remark_id DESC
      LIMIT $2`,
    [repositoryId, mostPast],
  );
  return rows
    .map((row) => {
      const { is_acted_on, ...rest } = pastRow.parse(row);
      return { ...rest, isActedOn: is_acted_on };
    })
    .reverse();
}

/** A server would be asked for a thousand texts at each review: then words do. */
async function embedTexts(choice: EmbedderChoice): Promise<EmbedTexts | null> {
  const embedder = await embedderSourceOf(choice)();
  if (embedder === null || embedder.isCostly === true) return null;
  return (texts) => embedder.embed(texts, { kind: "document" });
}
