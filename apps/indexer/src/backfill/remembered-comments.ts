import { readComment, refuseComment, wordFilters } from "@devflow/dataset";
import type { PastComment, PastPullRequest } from "@devflow/github";
import type { ReviewComment } from "@devflow/retrieval";
import { findSecrets } from "@devflow/review";
import type { IsSecretFile } from "@devflow/syntax";
import { linesOfHunk } from "./hunk-lines.ts";
import { isOfTheTeam } from "./is-of-the-team.ts";

/** Lines of the hunk above a comment that belong to what it is about; as of our own findings. */
const surroundingLines = 10;

/**
 * The comments of a past pull request that reviews of similar code shall be shown: what somebody of
 * the team asked for, in a first comment. No bots, no authors about themselves, no praise, no plain
 * questions, nothing with a credential or of a file of secrets.
 */
export async function rememberedComments(
  pull: PastPullRequest,
  linesChanged: ReadonlyMap<number, boolean | null>,
  isSecretFile: IsSecretFile,
): Promise<ReviewComment[]> {
  const remembered: ReviewComment[] = [];
  for (const comment of pull.comments) {
    if (!isAReview(comment, pull) || isSecretFile(comment.path)) continue;
    const { id, path, startLine, line, body, createdAt } = comment;
    const read = readComment({
      id,
      path,
      startLine,
      line,
      body,
      createdAt,
      author: comment.author.login,
      isBot: false,
      isByPullAuthor: false,
      replyToId: null,
      side: comment.side,
      commitSha: comment.commitSha ?? "",
      hunk: comment.hunk,
      linesChanged: linesChanged.get(id) ?? null,
    });
    if ((await refuseComment(read, { language: "" }, wordFilters)) !== null) continue;
    const code = codeOf(comment);
    if (code === "" || (await findSecrets(`${body}\n${code}`)).length > 0) continue;
    remembered.push({
      fingerprint: `github:${id}`,
      author: "person",
      path,
      startLine,
      endLine: line,
      hunk: code,
      body,
      createdAt,
    });
  }
  return remembered;
}

function isAReview(comment: PastComment, pull: PastPullRequest): boolean {
  const { author, authorAssociation, replyToId } = comment;
  const isOwn = author.login.toLowerCase() === pull.author.login.toLowerCase();
  return replyToId === null && !author.isBot && !isOwn && isOfTheTeam(authorAssociation);
}

function codeOf({ hunk, side, startLine }: PastComment): string {
  return linesOfHunk(hunk, side)
    .filter(({ number }) => number >= startLine - surroundingLines)
    .map(({ text }) => text)
    .join("\n");
}
