import type { Finding, Severity } from "@devflow/review";
import { version } from "../version.ts";
import { inReadingOrder, type LocalReport } from "./report.ts";

/** SARIF knows three levels; GitHub's code scanning reads `security-severity` for the rest. */
const levels = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "note",
} as const satisfies Record<Severity, string>;

/** SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html). */
export function toSarif({ result }: LocalReport): string {
  const findings = inReadingOrder(result.findings).filter((finding) => finding.side === "RIGHT");
  const ruleIds = [...new Set(findings.map(ruleIdOf))].sort();
  const document = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: { name: "DevFlow", version, rules: ruleIds.map((id) => ({ id })) },
        },
        results: findings.map(resultOf),
        properties: { files_left_out: result.filesLeftOut },
      },
    ],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function resultOf(finding: Finding) {
  const region = { startLine: finding.startLine, endLine: finding.line };
  return {
    ruleId: ruleIdOf(finding),
    level: levels[finding.severity],
    message: { text: `${finding.title}\n\n${finding.body}` },
    locations: [
      { physicalLocation: { artifactLocation: { uri: encodeURI(finding.path) }, region } },
    ],
    partialFingerprints: { "devflow/v1": finding.fingerprint },
    properties: { category: finding.category, confidence: finding.confidence },
    ...(finding.suggestion === null ? {} : { fixes: [fixOf(finding, finding.suggestion)] }),
  };
}

function fixOf(finding: Finding, suggestion: string) {
  return {
    artifactChanges: [
      {
        artifactLocation: { uri: encodeURI(finding.path) },
        replacements: [
          {
            deletedRegion: {
              startLine: finding.startLine,
              startColumn: 1,
              endLine: finding.line + 1,
              endColumn: 1,
            },
            insertedContent: { text: suggestion === "" ? "" : `${suggestion}\n` },
          },
        ],
      },
    ],
  };
}

function ruleIdOf(finding: Finding): string {
  return finding.source === "expert" ? `expert/${finding.category}` : finding.source;
}
