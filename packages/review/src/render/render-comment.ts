import type { SaidFinding } from "../model.ts";
import { type SafeMarkdownOptions, safeCode, safeInline, safeMarkdown } from "./safe-markdown.ts";
import { suggestionBlock } from "./suggestion-block.ts";

/** One inline comment, as GitHub Markdown. The hidden marker is added by whoever posts it. */
export function renderComment(finding: SaidFinding, options: SafeMarkdownOptions = {}): string {
  const source = finding.source === "expert" ? "" : ` · ${safeCode(finding.source)}`;
  return [
    `**${renderTitle(finding.title)}**`,
    safeMarkdown(finding.body, options),
    ...(finding.suggestion === null ? [] : [suggestionBlock(finding.suggestion)]),
    `<sub>${finding.severity} · ${safeInline(finding.category)}${source}</sub>`,
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** A title of one line, at most 200 characters, never empty. */
export function renderTitle(title: string): string {
  const shown = safeInline(title, { maxLength: 200 });
  return shown === "" ? "Without a title" : shown;
}

/**
 * The comment of a remark that a commit has fixed: what is read first is that it is done. The
 * comment itself is edited, since an answer would notify everybody for nothing.
 */
export function renderFixedComment(comment: string, sha: string): string {
  return `${fixedLine(sha)}\n\n${renderOpenComment(comment)}`;
}

/** The comment of a remark that no commit fixed: the team does not want to hear of it any more. */
export function renderSwitchedOffComment(comment: string): string {
  return `${switchedOffLine}\n\n${renderOpenComment(comment)}`;
}

/** Of the places that a comment names some stand, on these lines, and the others do not any more. */
export function renderPartlyDoneComment(
  comment: string,
  { of, left }: { of: number; left: readonly number[] },
): string {
  const done = `Done in ${of - left.length} of ${of} places; left: ${listLines(left)}.`;
  return `${done}\n\n${renderOpenComment(comment)}`;
}

/** Lines that are listed in a comment; the rest is counted. */
const mostLines = 10;

/** `line 5`, `lines 5, 9 and 12`, each once and in order. */
export function listLines(lines: readonly number[]): string {
  const sorted = [...new Set(lines)].sort((a, b) => a - b);
  const named = sorted.slice(0, mostLines).map(String);
  if (sorted.length > mostLines) named.push(`${sorted.length - mostLines} more`);
  const last = named.length > 1 ? ` and ${named.pop()}` : "";
  return `line${sorted.length > 1 ? "s" : ""} ${named.join(", ")}${last}`;
}

/** The comment without such a line: the code is back, or a person opened the thread again. */
export function renderOpenComment(comment: string): string {
  return comment.replace(closingLine, "");
}

/** The commit that such a comment names; null when it names none. */
export function fixedInOf(comment: string): string | null {
  return /^Fixed in ([0-9a-f]{7,64})\.\r?\n/.exec(comment)?.[1] ?? null;
}

const switchedOffLine = "No longer reported: the rule is switched off.";
const closingLine =
  /^(?:Fixed in [0-9a-f]{7,64}\.|Done in \d+ of \d+ places; left: lines? [^\n]{1,200}\.|No longer reported: the rule is switched off\.)\r?\n\r?\n/;

function fixedLine(sha: string): string {
  return `Fixed in ${sha.slice(0, 12)}.`;
}
