import type { ReviewResult } from "../model.ts";
import {
  countBySeverity,
  expertLine,
  leftOutList,
  plural,
  readingLine,
  shortSha,
} from "./words.ts";

/** What a summary needs of a result; also read back from the database after a crash. */
export type SummaryInput = Pick<
  ReviewResult,
  "headSha" | "expert" | "filesReviewed" | "filesLeftOut"
> & {
  findings: readonly Pick<ReviewResult["findings"][number], "severity">[];
  /** Findings that stand, but were said before or are over a limit. */
  standing?: readonly Pick<ReviewResult["findings"][number], "severity">[];
};

/** A review as one text: what was found, what was read, what was not. For the command line. */
export function renderSummary(input: SummaryInput): string {
  return [
    renderReviewBody(input),
    standingLine(input),
    readingLine(input),
    expertLine(input.expert),
    leftOutList(input.filesLeftOut),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** The body of a review on GitHub: one line, since the summary says the rest. */
export function renderReviewBody(input: SummaryInput): string {
  return `**DevFlow: ${countLine(input)}** in ${shortSha(input.headSha)}.`;
}

/** One line for the head of a check run. */
export function renderHeadline(input: SummaryInput): string {
  const unavailable = input.expert.state === "unavailable" ? ", expert unavailable" : "";
  const overLimit = input.expert.state === "over_limit" ? ", expert over its limit" : "";
  const rulesOnly = input.expert.state === "not_configured" ? ", rules only" : "";
  const total = input.filesReviewed.length + input.filesLeftOut.length;
  if (total === 0) return "nothing to review: no file is changed";
  const read = `${input.filesReviewed.length} of ${plural(total, "file")} reviewed`;
  return `${countLine(input)}, ${read}${unavailable}${overLimit}${rulesOnly}`;
}

function countLine({ findings, standing = [] }: SummaryInput): string {
  const stand = standing.length === 1 ? "stands" : "stand";
  if (findings.length === 0)
    return standing.length === 0
      ? "no findings"
      : `no new findings, ${standing.length} still ${stand}`;
  const more = standing.length === 0 ? "" : `, ${standing.length} more ${stand}`;
  return `${plural(findings.length, "finding")} (${countBySeverity(findings)})${more}`;
}

function standingLine({ standing = [] }: SummaryInput): string {
  return standing.length === 0
    ? ""
    : "What was said before on this pull request and still stands is not said again.";
}
