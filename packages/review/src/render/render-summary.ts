import type { ExpertOutcome, LeftOut, ReviewResult } from "../model.ts";
import { severities } from "../settle/severity-order.ts";

/** Files named one by one in a summary; the check run and the database have all of them. */
const namedFiles = 10;

/** What a summary needs of a result; also read back from the database after a crash. */
export type SummaryInput = Pick<
  ReviewResult,
  "headSha" | "expert" | "filesReviewed" | "filesLeftOut"
> & {
  findings: readonly Pick<ReviewResult["findings"][number], "severity">[];
  /** Findings that stand, but were said before or are over a limit. */
  standing?: readonly Pick<ReviewResult["findings"][number], "severity">[];
};

/** The body of a review: what was found, what was read, what was not. */
export function renderSummary(input: SummaryInput): string {
  return [
    `**DevFlow: ${countLine(input)}** in ${shortSha(input.headSha)}.`,
    standingLine(input),
    readingLine(input),
    expertLine(input.expert),
    leftOutList(input.filesLeftOut),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** One line for the head of a check run. */
export function renderHeadline(input: SummaryInput): string {
  const unavailable = input.expert.state === "unavailable" ? ", expert unavailable" : "";
  const rulesOnly = input.expert.state === "not_configured" ? ", rules only" : "";
  const total = input.filesReviewed.length + input.filesLeftOut.length;
  const read = `${input.filesReviewed.length} of ${plural(total, "file")} reviewed`;
  return `${countLine(input)}, ${read}${unavailable}${rulesOnly}`;
}

function countLine({ findings, standing = [] }: SummaryInput): string {
  const more = standing.length === 0 ? "" : `, ${standing.length} more stand`;
  if (findings.length === 0)
    return standing.length === 0 ? "no findings" : `no new findings${more}`;
  const bySeverity = severities.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}`];
  });
  return `${plural(findings.length, "finding")} (${bySeverity.join(", ")})${more}`;
}

function standingLine({ standing = [] }: SummaryInput): string {
  return standing.length === 0
    ? ""
    : "Those that stand without a new comment were said before on this pull request, or are over a limit.";
}

function readingLine({ filesReviewed, filesLeftOut }: SummaryInput): string {
  const total = filesReviewed.length + filesLeftOut.length;
  return filesLeftOut.length === 0
    ? `All ${plural(total, "changed file")} reviewed.`
    : `${filesReviewed.length} of ${plural(total, "changed file")} reviewed.`;
}

/** In plain words, since a review without the expert is not the review that people expect. */
export function expertLine(expert: ExpertOutcome): string {
  switch (expert.state) {
    case "used":
      return `Expert: \`${inCode(expert.identity.model)}\`.`;
    case "not_configured":
      return "No expert is configured: this review comes from rules and the secret scan only.";
    case "unavailable":
      return `The expert \`${inCode(expert.identity.model)}\` was unavailable (${inCode(expert.reason)}): what it did not see was checked by rules and the secret scan only.`;
  }
}

function leftOutList(leftOut: readonly LeftOut[]): string {
  if (leftOut.length === 0) return "";
  const named = leftOut
    .slice(0, namedFiles)
    .map((file) => `- \`${inCode(file.path)}\`: ${inCode(file.reason)}`);
  const more = leftOut.length - named.length;
  return [
    "<details><summary>Not reviewed</summary>",
    "",
    ...named,
    ...(more > 0 ? [`- and ${plural(more, "more file")}`] : []),
    "",
    "</details>",
  ].join("\n");
}

function inCode(text: string): string {
  return text.replace(/[`\s<>@#]+/g, " ").trim();
}

function shortSha(sha: string): string {
  return `\`${sha.slice(0, 7)}\``;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
