import type { Queryable } from "@devflow/database";
import { invariant } from "@devflow/errors";
import { z } from "zod";

const factsSchema = z.object({
  counts: z.record(z.string(), z.number()).nullable(),
  timings_ms: z.object({ total: z.number() }).nullable(),
  tokens: z.object({ prompt: z.number(), completion: z.number() }).nullable(),
});

/** What a settled review took; stored, so that a second run tells the same. */
export interface StoredRunFacts {
  durationMs: number;
  tokens: { prompt: number; completion: number };
  /** Drafts that were dropped, by reason. */
  dropped: Record<string, number>;
}

export async function loadRunFacts(database: Queryable, reviewId: string): Promise<StoredRunFacts> {
  const [row] = await database.query(
    "SELECT counts, timings_ms, tokens FROM reviews WHERE id = $1",
    [reviewId],
  );
  invariant(row !== undefined, "a settled review has a row");
  const { counts, timings_ms, tokens } = factsSchema.parse(row);
  return {
    durationMs: timings_ms?.total ?? 0,
    tokens: tokens ?? { prompt: 0, completion: 0 },
    dropped: counts ?? {},
  };
}
