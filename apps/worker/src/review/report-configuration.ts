import { describeProblem, type ParsedRepositoryConfig } from "@devflow/config";
import { type InstallationClient, replyMarker } from "@devflow/github";
import { safeMarkdown } from "@devflow/review";
import type { ReviewRow } from "../store/review-row.ts";

/** Each file has its own bound; many files together are cut here. */
const maxProblems = 50;
/** Of one problem; GitHub takes 65,536 characters of a comment. */
const maxLength = 600;

/**
 * Tells the pull request what is wrong in `.devflow.yml`, the files of folders and the team's rules,
 * and that the defaults were used: one comment, edited when the problems change or are gone.
 */
export async function reportConfiguration(
  github: InstallationClient,
  row: ReviewRow,
  { problems }: ParsedRepositoryConfig,
): Promise<void> {
  const marker = replyMarker("configuration");
  const text = problems.length === 0 ? noProblems : listOf(problems);
  await github.putSummaryComment(row.repository, row.pullNumber, {
    body: `${text}\n\n${marker}`,
    marker,
    onlyEdit: problems.length === 0,
  });
}

const noProblems = "The configuration has no problems any more.";

function listOf(problems: ParsedRepositoryConfig["problems"]): string {
  const lines = problems
    .slice(0, maxProblems)
    .map((problem) => `${problem.source}: ${describeProblem(problem)}`)
    .map((line) => safeMarkdown(line.length > maxLength ? `${line.slice(0, maxLength)}…` : line))
    .map((line) => `- ${line.replace(/\n/g, " ")}`);
  const more = problems.length - maxProblems;
  if (more > 0) lines.push(`- and ${more} more; \`devflow config check\` lists all of them.`);
  return `The configuration has problems; the defaults were used there.\n\n${lines.join("\n")}`;
}
