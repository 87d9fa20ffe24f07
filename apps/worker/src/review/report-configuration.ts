import { createHash } from "node:crypto";
import { describeProblem, type ParsedRepositoryConfig } from "@devflow/config";
import { type InstallationClient, replyMarker } from "@devflow/github";
import { safeMarkdown } from "@devflow/review";
import type { ReviewRow } from "../store/review-row.ts";

/**
 * Tells the pull request, once per set of problems, what is wrong in `.devflow.yml` and that the
 * defaults were used. The marker is a hash of the problems, so a fixed file is not told again.
 */
export async function reportConfiguration(
  github: InstallationClient,
  row: ReviewRow,
  { problems }: ParsedRepositoryConfig,
): Promise<void> {
  if (problems.length === 0) return;
  const lines = problems.map((problem) => `${problem.source}: ${describeProblem(problem)}`);
  const hash = createHash("sha256").update(lines.join("\n")).digest("hex").slice(0, 16);
  const marker = replyMarker(`configuration-${hash}`);
  const list = lines.map((line) => `- ${safeMarkdown(line).replace(/\n/g, " ")}`).join("\n");
  const body = `The configuration has problems; the defaults were used there.\n\n${list}\n\n${marker}`;
  const toPullRequest = { kind: "issue_comment", commentId: 0 } as const;
  await github.reply(row.repository, row.pullNumber, toPullRequest, body, marker);
}
