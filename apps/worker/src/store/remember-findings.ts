import type { Queryable } from "@devflow/database";
import { storeReviewComments } from "@devflow/retrieval";
import type { ReviewResult } from "@devflow/review";

/** Keeps what is said with the code that it is about: context for the next change of such code. */
export async function rememberFindings(
  transaction: Queryable,
  repositoryId: number,
  { findings, excerpts }: ReviewResult,
): Promise<void> {
  const comments = findings.map(({ fingerprint, path, startLine, line, title, body }) => ({
    fingerprint,
    author: "devflow" as const,
    path,
    startLine,
    endLine: line,
    hunk: excerpts[fingerprint] ?? "",
    body: `${title}\n${body}`,
  }));
  await storeReviewComments(
    transaction,
    repositoryId,
    comments.filter(({ hunk }) => hunk !== ""),
  );
}
