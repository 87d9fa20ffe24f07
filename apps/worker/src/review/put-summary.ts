import { type InstallationClient, summaryMarker } from "@devflow/github";
import { renderSummaryComment, type StandingLine, type SummaryInput } from "@devflow/review";
import type { WorkerContext } from "../context.ts";
import { loadRunFacts } from "../store/load-run-facts.ts";
import { loadStanding, type StandingRemark } from "../store/load-standing.ts";
import type { ReviewRow } from "../store/review-row.ts";
import { version } from "../version.ts";

/**
 * The one comment that sums up the pull request: edited by every review, and there only from the
 * first remark on. A pull request with nothing to say about has none; its check run tells the rest.
 */
export async function putSummary(
  { database }: Pick<WorkerContext, "database">,
  github: InstallationClient,
  row: Pick<ReviewRow, "id" | "repositoryId" | "repository" | "pullNumber">,
  read: Pick<SummaryInput, "headSha" | "expert" | "filesReviewed" | "filesLeftOut">,
): Promise<void> {
  const { open, settled } = await loadStanding(database, row);
  const facts = await loadRunFacts(database, row.id);
  const marker = summaryMarker(row.pullNumber);
  const text = renderSummaryComment({
    ...read,
    ...facts,
    version,
    standing: open.map((remark) => standingLine(github, row, remark)),
    settled,
  });
  const commentId = await github.putSummaryComment(row.repository, row.pullNumber, {
    body: `${text}\n\n${marker}`,
    marker,
    onlyEdit: open.length === 0,
  });
  if (commentId === null) return;
  await database.query(
    `INSERT INTO pull_requests (repository_id, number, summary_comment_id) VALUES ($1, $2, $3)
     ON CONFLICT (repository_id, number) DO UPDATE SET summary_comment_id = $3`,
    [row.repositoryId, row.pullNumber, commentId],
  );
}

/** With a link to its thread, where it has one. */
export function standingLine(
  github: InstallationClient,
  { repository, pullNumber }: Pick<ReviewRow, "repository" | "pullNumber">,
  remark: StandingRemark,
): StandingLine {
  const { severity, title, path, line, githubCommentId } = remark;
  const page = `${github.pageOf(repository)}/pull/${pullNumber}`;
  const url = githubCommentId === null ? null : `${page}#discussion_r${githubCommentId}`;
  return { severity, title, path, line, url };
}
