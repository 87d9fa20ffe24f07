import type { PastPullRequest } from "@devflow/github";
import type { ReviewComment } from "@devflow/retrieval";
import type { IsSecretFile } from "@devflow/syntax";
import type { FileReader } from "./file-reader.ts";
import { type JudgedLines, judgeLines } from "./judge-lines.ts";
import { rememberedComments } from "./remembered-comments.ts";

/** Past pull requests with what became of the lines that people commented on. */
export interface JudgedPulls extends JudgedLines {
  pulls: readonly PastPullRequest[];
  /** What reviews of similar code shall be shown. */
  remembered: readonly ReviewComment[];
}

export async function judgePulls(
  read: readonly PastPullRequest[],
  files: FileReader,
  isSecretFile: IsSecretFile,
): Promise<JudgedPulls> {
  const pulls = read.map((pull) => withoutSecrets(pull, isSecretFile));
  const judged = await judgeLines(pulls, files);
  const remembered = [];
  for (const pull of pulls) {
    remembered.push(...(await rememberedComments(pull, judged.linesChanged, isSecretFile)));
  }
  return { pulls, ...judged, remembered };
}

/** What was written on a file of secrets is kept, but not its lines. */
function withoutSecrets(pull: PastPullRequest, isSecretFile: IsSecretFile): PastPullRequest {
  const comments = pull.comments.map((comment) =>
    isSecretFile(comment.path) ? { ...comment, hunk: "" } : comment,
  );
  return { ...pull, comments };
}
