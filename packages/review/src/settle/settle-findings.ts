import { limits } from "../limits.ts";
import type { Finding, Held, History, ReviewPolicy } from "../model.ts";
import { bySeverity, isAtLeast } from "./severity-order.ts";

export interface Settled {
  findings: Finding[];
  held: Held[];
}

/**
 * Stage 5: of all findings that stand, the few to post. Each rule below that says no gives its
 * reason; the first one counts. Findings come worst first, so that limits cut the least.
 */
export function settleFindings(
  findings: readonly Finding[],
  history: History,
  policy: ReviewPolicy,
): Settled {
  const settled: Settled = { findings: [], held: [] };
  for (const finding of [...findings].sort(byWeight)) {
    const reason = reasonToHold(finding, settled.findings, history, policy);
    if (reason === null) settled.findings.push(finding);
    else settled.held.push(hold(finding, reason));
  }
  return settled;
}

function reasonToHold(
  finding: Finding,
  kept: readonly Finding[],
  history: History,
  policy: ReviewPolicy,
): string | null {
  if (!isAtLeast(finding.severity, policy.minimumSeverity)) {
    return `below the minimum severity (${policy.minimumSeverity})`;
  }
  if (history.postedFingerprints.has(finding.fingerprint)) {
    return "already said on this pull request";
  }
  const twin = kept.find((other) => saysTheSame(finding, other));
  if (twin !== undefined) return `says the same as the finding on line ${twin.line}`;
  const ofSameRule = kept.filter((other) => other.source === finding.source);
  if (finding.source !== "expert" && ofSameRule.length >= limits.findingsPerRule) {
    return `the same rule was already named ${limits.findingsPerRule} times in this review`;
  }
  return kept.length < policy.maxFindings
    ? null
    : `over the limit of ${policy.maxFindings} findings`;
}

/** The same remark on the same code, or two drafters on the same lines about the same thing. */
function saysTheSame(a: Finding, b: Finding): boolean {
  if (a.fingerprint === b.fingerprint) return true;
  const overlap =
    a.path === b.path && a.side === b.side && a.startLine <= b.line && b.startLine <= a.line;
  return overlap && a.category === b.category;
}

/** Rules and secrets before the expert at equal weight: they are surer and say it the same way. */
function byWeight(a: Finding, b: Finding): number {
  return (
    bySeverity(a, b) ||
    Number(a.source === "expert") - Number(b.source === "expert") ||
    (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line)
  );
}

function hold(finding: Finding, reason: string): Held {
  const { path, line, title, source, fingerprint } = finding;
  return { path, line, title, source, reason, fingerprint };
}
