import type { ExpertOutcome, LeftOut, Severity } from "../model.ts";
import { severities } from "../settle/severity-order.ts";
import { safeCode } from "./safe-markdown.ts";

// Phrases that several texts share.

export function plural(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}

export function shortSha(sha: string): string {
  return `\`${sha.slice(0, 7)}\``;
}

/** `1 critical, 2 high`. */
export function countBySeverity(findings: readonly { severity: Severity }[]): string {
  const counts = severities.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}`];
  });
  return counts.join(", ");
}

export function readingLine(input: {
  filesReviewed: readonly string[];
  filesLeftOut: readonly LeftOut[];
}): string {
  const { filesReviewed, filesLeftOut } = input;
  const total = filesReviewed.length + filesLeftOut.length;
  if (filesLeftOut.length === 0 && total === 1) return "The changed file was reviewed.";
  return filesLeftOut.length === 0
    ? `All ${plural(total, "changed file")} reviewed.`
    : `${filesReviewed.length} of ${plural(total, "changed file")} reviewed.`;
}

/** In plain words, since a review without the expert is not the review that people expect. */
export function expertLine(expert: ExpertOutcome): string {
  switch (expert.state) {
    case "used":
      return `Expert: ${safeCode(expert.identity.model)}.`;
    case "not_configured":
      return "No expert is configured: this review comes from rules and the secret scan only.";
    case "unavailable":
      return `The expert ${safeCode(expert.identity.model)} was unavailable (${failureWords(expert.reason)}): what it did not see was checked by rules and the secret scan only.`;
    case "over_limit":
      return `The expert ${safeCode(expert.identity.model)} was not asked: ${bare(expert.reason)}. This review comes from rules and the secret scan only.`;
  }
}

/** There is an expert, which has not seen all of it yet. */
export function isAway({ state }: ExpertOutcome): boolean {
  return state === "unavailable" || state === "over_limit";
}

/** On GitHub, where somebody is there to ask it. */
export const askedAgain = "It is asked again for a day, as long as this is the newest commit.";

/** The expert's usual failures in plain words; others by their code, for whoever runs DevFlow. */
const failures: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens at its address",
  ENOTFOUND: "its address is not known",
  ECONNRESET: "it broke the connection off",
  connection: "no connection to it",
  timeout: "it took too long",
  circuit_open: "it failed several times in a row",
  unauthorized: "it refuses the key",
  empty_answer: "its answer was empty",
};

export function failureWords(code: string): string {
  return (Object.hasOwn(failures, code) ? failures[code] : undefined) ?? bare(code);
}

/** Files named one by one; the database has all of them. */
const namedFiles = 10;

/** What was not read and why, folded. */
export function leftOutList(leftOut: readonly LeftOut[]): string {
  if (leftOut.length === 0) return "";
  const named = leftOut
    .slice(0, namedFiles)
    .map((file) => `- ${safeCode(file.path)}: ${bare(file.reason)}`);
  const more = leftOut.length - named.length;
  return folded("Not reviewed", [
    ...named,
    ...(more > 0 ? [`- and ${plural(more, "more file")}`] : []),
  ]);
}

/** Lines of our own behind a title of our own. */
export function folded(title: string, lines: readonly string[]): string {
  return [`<details><summary>${title}</summary>`, "", ...lines, "", "</details>"].join("\n");
}

/** Words of our own or of an error, without anything that acts. */
function bare(text: string): string {
  return safeCode(text)
    .slice(1, -1)
    .replace(/[<>@#]+/g, " ")
    .trim();
}
