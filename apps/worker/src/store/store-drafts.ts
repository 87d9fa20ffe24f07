import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Queryable } from "@devflow/database";
import type { AskedDraft, ReviewResult } from "@devflow/review";
import { z } from "zod";
import type { ReviewRow } from "./review-row.ts";
import { storable } from "./storable.ts";

const compress = promisify(gzip);

/** A draft as its row holds it. */
export interface PackedDraft extends Pick<AskedDraft, "promptSha256" | "path" | "model"> {
  input: Buffer;
  answer: Buffer;
}

/**
 * Compressed before the transaction that stores them. Bytes, not text: Postgres keeps no NUL and no
 * half of a surrogate pair, and what was asked is to be had to the byte. For a window of 4,096 tokens,
 * with context, one input takes 1,164 bytes on average (95th percentile 1,732) of 2,980: 62 prompts
 * about twelve changes of flask, gin and axum. The system text is no part of it.
 */
export function packDrafts({ drafts }: Pick<ReviewResult, "drafts">): Promise<PackedDraft[]> {
  return Promise.all(
    drafts.map(async ({ promptSha256, path, model, input, answers }) => ({
      promptSha256,
      path,
      model,
      input: await compress(JSON.stringify(input)),
      answer: await compress(JSON.stringify(answers)),
    })),
  );
}

const idSchema = z.object({ id: z.number() });

/** Ids by prompt. A second run over the same head that asks the same again replaces the answer. */
export async function storeDrafts(
  transaction: Queryable,
  { id: reviewId, repositoryId }: Pick<ReviewRow, "id" | "repositoryId">,
  drafts: readonly PackedDraft[],
): Promise<Map<string, number>> {
  const ids = new Map<string, number>();
  for (const { promptSha256, path, input, answer, model } of drafts) {
    const [row] = await transaction.query(
      `INSERT INTO expert_drafts (repository_id, review_id, prompt_sha256, path, input, answer, model)
       VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (review_id, prompt_sha256)
         DO UPDATE SET answer = excluded.answer, model = excluded.model
       RETURNING id`,
      [repositoryId, reviewId, promptSha256, storable(path), input, answer, model],
    );
    ids.set(promptSha256, idSchema.parse(row).id);
  }
  return ids;
}
