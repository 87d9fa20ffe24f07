import { renderComment, renderSummary } from "@devflow/review";
import { inReadingOrder, type LocalReport } from "./report.ts";

/** The review as it would stand on a pull request, with the place before each comment. */
export function toMarkdown({ result }: LocalReport): string {
  const comments = inReadingOrder(result.findings).map((finding) => {
    const range =
      finding.startLine === finding.line
        ? `line ${finding.line}`
        : `lines ${finding.startLine}-${finding.line}`;
    return `### \`${finding.path.replaceAll("`", "'")}\`, ${range}\n\n${renderComment(finding)}`;
  });
  return `${[renderSummary(result), ...comments].join("\n\n")}\n`;
}
