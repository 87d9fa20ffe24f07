import type { DraftedFinding } from "../model.ts";

/** What the expert answers when there is nothing to report. */
export const NO_FINDINGS = "NO FINDINGS";

/**
 * A finding in the form that the draft prompt asks for: the target text of training examples and
 * of scripted answers. {@link parseFindings} reads it back; white space inside title and body
 * becomes single spaces.
 */
export function renderFinding(finding: DraftedFinding): string {
  const lines = ["FINDING"];
  if (finding.path !== null) lines.push(`file: ${finding.path}`);
  lines.push(
    finding.quote.includes("\n")
      ? `line:\n${fenced(finding.quote)}`
      : `line: \`${finding.quote.trim()}\``,
    `severity: ${finding.severity}`,
    `category: ${finding.category}`,
    `title: ${oneLine(finding.title)}`,
    `why: ${oneLine(finding.body)}`,
  );
  if (finding.suggestion !== null) lines.push(`fix:\n${fenced(finding.suggestion)}`);
  lines.push(`confidence: ${finding.confidence}`, "END");
  return lines.join("\n");
}

/** An answer with these findings, or {@link NO_FINDINGS}. */
export function renderFindings(findings: readonly DraftedFinding[]): string {
  return findings.length === 0 ? NO_FINDINGS : findings.map(renderFinding).join("\n\n");
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** A fence longer than any run of backticks in the code, as CommonMark wants it. */
function fenced(code: string): string {
  const longest = Math.max(2, ...(code.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}\n${code}\n${fence}`;
}
