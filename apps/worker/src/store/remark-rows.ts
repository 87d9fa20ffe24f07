import type { Queryable } from "@devflow/database";
import type { Remark } from "@devflow/review";
import { readRemarks as readSaid } from "@devflow/team-memory";
import { z } from "zod";
import { isExpertsTurn, type ReviewRow } from "./review-row.ts";

/**
 * Everything that people could read on the pull request, and in the turn of an expert that was away
 * the drafts that wait.
 */
export function readRemarks(database: Queryable, row: ReviewRow): Promise<Remark[]> {
  return readSaid(database, row, isExpertsTurn(row) ? row.id : null);
}

/** How many of this head's inline comments are on the pull request. */
export async function countInlineAt(database: Queryable, row: ReviewRow): Promise<number> {
  const [counted] = await database.query(
    `SELECT count(*)::integer AS count FROM remarks
      WHERE repository_id = $1 AND pull_number = $2 AND first_head_sha = $3
        AND place = 'inline' AND said_at IS NOT NULL`,
    [row.repositoryId, row.pullNumber, row.headSha],
  );
  return z.object({ count: z.number() }).parse(counted).count;
}
