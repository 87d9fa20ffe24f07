import type { Queryable } from "@devflow/database";
import { z } from "zod";
import { isExpertsTurn, type ReviewRow } from "./review-row.ts";

const keysSchema = z.object({ head_sha: z.string(), read_keys: z.array(z.string()) });

/**
 * What the expert has read on this pull request, with the newest head at which it did. Only reviews
 * whose words are on GitHub count: what a superseded one had read, nobody was told. A full review
 * knows nothing of earlier heads, also when the expert's turn comes late.
 */
export async function readReadKeys(
  database: Queryable,
  row: ReviewRow,
): Promise<Map<string, string>> {
  if (row.isFull && !isExpertsTurn(row)) return new Map();
  const rows = await database.query(
    `SELECT head_sha, read_keys FROM reviews
      WHERE repository_id = $1 AND pull_number = $2 AND state = 'posted'
        AND (id = $3 OR NOT $4)
      ORDER BY created_at`,
    [row.repositoryId, row.pullNumber, row.id, row.isFull],
  );
  return new Map(
    rows.flatMap((review) => {
      const { head_sha, read_keys } = keysSchema.parse(review);
      return read_keys.map((key) => [key, head_sha] as const);
    }),
  );
}
