import type { Database } from "@devflow/database";
import { storeReviewComments } from "@devflow/retrieval";
import { z } from "zod";
import type { ReviewRow } from "./review-row.ts";

const commentSchema = z
  .object({
    fingerprint: z.string(),
    path: z.string(),
    start_line: z.number(),
    line: z.number(),
    title: z.string(),
    body: z.string(),
    excerpt: z.string(),
  })
  .transform(({ fingerprint, path, start_line, line, title, body, excerpt }) => ({
    ...{ fingerprint, path, startLine: start_line, endLine: line },
    author: "devflow" as const,
    hunk: excerpt,
    body: `${title}\n${body}`,
  }));

/**
 * The review is on GitHub, inline, in its body and in the summary: its remarks count as said from
 * now on, and what they are about becomes context for the next change of such code.
 */
export async function recordSaid(
  database: Database,
  row: Pick<ReviewRow, "id" | "repositoryId">,
): Promise<void> {
  await database.transaction(async (transaction) => {
    await transaction.query(
      `UPDATE remarks SET said_at = now() FROM findings
        WHERE findings.review_id = $1 AND findings.state = 'posted'
          AND findings.remark_id = remarks.id AND remarks.said_at IS NULL`,
      [row.id],
    );
    const said = await transaction.query(
      `SELECT fingerprint, path, start_line, line, title, body, excerpt FROM findings
        WHERE review_id = $1 AND state = 'posted' AND excerpt <> ''`,
      [row.id],
    );
    const comments = said.map((finding) => commentSchema.parse(finding));
    await storeReviewComments(transaction, row.repositoryId, comments);
    await transaction.query(
      "UPDATE findings SET excerpt = NULL WHERE review_id = $1 AND excerpt IS NOT NULL",
      [row.id],
    );
  });
}
