import type { SaidFinding } from "../model.ts";
import { safeInline, safeMarkdown } from "./safe-markdown.ts";

/** One inline comment, as GitHub Markdown. The hidden marker is added by whoever posts it. */
export function renderComment(finding: SaidFinding): string {
  const source = finding.source === "expert" ? "" : ` · \`${finding.source}\``;
  return [
    `**${safeInline(finding.title)}**`,
    safeMarkdown(finding.body),
    ...(finding.suggestion === null ? [] : [suggestionBlock(finding.suggestion)]),
    `<sub>${finding.severity} · ${safeInline(finding.category)}${source}</sub>`,
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** The fence is longer than any run of backticks inside, so that the code cannot close it. */
function suggestionBlock(suggestion: string): string {
  const longestRun = Math.max(0, ...(suggestion.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(Math.max(3, longestRun + 1));
  const lines = suggestion === "" ? "" : `${suggestion}\n`;
  return `${fence}suggestion\n${lines}${fence}`;
}
