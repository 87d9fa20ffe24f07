import { commentMarker } from "@devflow/github";
import { renderComment, type SaidFinding } from "@devflow/review";

/**
 * Findings as part of a review's body, for the case that GitHub refuses their positions (the diff
 * changed under us, or a limit that we do not know): nothing is lost. Suggestion blocks work only
 * beside a line, so they become plain code.
 */
export function renderUnplacedFindings(findings: readonly SaidFinding[]): string {
  const parts = findings.map((finding) => {
    // A path may hold anything, also a line break that would end the code.
    const place = `\`${finding.path.replace(/[`\s]+/g, " ")}\`, line ${finding.line}`;
    const text = renderComment({ ...finding, suggestion: null });
    return `${place}\n\n${text}\n\n${commentMarker(finding.fingerprint)}`;
  });
  return ["GitHub did not accept the places of these comments:", ...parts].join("\n\n");
}
