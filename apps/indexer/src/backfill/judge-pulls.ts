import type { PastPullRequest } from "@devflow/github";
import type { ReviewComment } from "@devflow/retrieval";
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
  pulls: readonly PastPullRequest[],
  files: FileReader,
): Promise<JudgedPulls> {
  const judged = await judgeLines(pulls, files);
  const remembered = [];
  for (const pull of pulls) {
    remembered.push(...(await rememberedComments(pull, judged.linesChanged)));
  }
  return { pulls, ...judged, remembered };
}
