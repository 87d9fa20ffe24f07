import type { Position } from "@devflow/diff";
import { limits } from "../limits.ts";
import type { ExpertComment, Finding, Held, History, ReviewPolicy } from "../model.ts";
import { bySeverity, isAtLeast } from "./severity-order.ts";

export interface Settled {
  findings: Finding[];
  held: Held[];
}

/** Why a finding is not posted, and whether it stands all the same. */
interface Hold {
  reason: string;
  stands: boolean;
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
  const said = findings.filter(({ fingerprint }) => history.postedFingerprints.has(fingerprint));
  for (const finding of [...findings].sort(byWeight)) {
    const hold =
      reasonNotToSay(finding, history, policy) ??
      reasonOfOthers(finding, settled.findings, said) ??
      reasonOfLimit(settled.findings.length, history, policy);
    if (hold === null) settled.findings.push(finding);
    else settled.held.push(heldOf(finding, hold));
  }
  return settled;
}

function reasonNotToSay(finding: Finding, history: History, policy: ReviewPolicy): Hold | null {
  const { minimumSeverity } = policy.forPath(finding.path);
  if (!isAtLeast(finding.severity, minimumSeverity)) {
    return { reason: `below the minimum severity (${minimumSeverity})`, stands: false };
  }
  if (history.postedFingerprints.has(finding.fingerprint)) {
    return { reason: "already said on this pull request", stands: true };
  }
  const isSaidHere = history.expertComments?.some((comment) => covers(comment, finding)) ?? false;
  return isSaidHere
    ? { reason: "the expert already commented on these lines", stands: true }
    : null;
}

/**
 * An expert asked twice says the same in other words and under another category. Only something
 * worse than what stands there is said beside it.
 */
function covers(comment: ExpertComment, finding: Finding): boolean {
  return (
    finding.source === "expert" &&
    overlap(comment, finding) &&
    isAtLeast(comment.severity, finding.severity)
  );
}

/** What this review says already, and of the same rule also what was said before and still stands. */
function reasonOfOthers(
  finding: Finding,
  kept: readonly Finding[],
  said: readonly Finding[],
): Hold | null {
  const twin = kept.find((other) => saysTheSame(finding, other));
  if (twin !== undefined) {
    return { reason: `says the same as the finding on line ${twin.line}`, stands: false };
  }
  const ofSameRule = [...said, ...kept].filter((other) => other.source === finding.source);
  return finding.source !== "expert" && ofSameRule.length >= limits.findingsPerRule
    ? { reason: `the same rule was already named ${limits.findingsPerRule} times`, stands: true }
    : null;
}

function reasonOfLimit(kept: number, history: History, policy: ReviewPolicy): Hold | null {
  return kept + (history.commentsAtThisHead ?? 0) < policy.maxFindings
    ? null
    : { reason: `over the limit of ${policy.maxFindings} findings`, stands: true };
}

/** The same remark on the same code, or two drafters on the same lines about the same thing. */
function saysTheSame(a: Finding, b: Finding): boolean {
  if (a.fingerprint === b.fingerprint) return true;
  return overlap(a, b) && a.category === b.category;
}

function overlap(a: Position & { path: string }, b: Position & { path: string }): boolean {
  return a.path === b.path && a.side === b.side && a.startLine <= b.line && b.startLine <= a.line;
}

/** Rules and secrets before the expert at equal weight: they are surer and say it the same way. */
function byWeight(a: Finding, b: Finding): number {
  return (
    bySeverity(a, b) ||
    Number(a.source === "expert") - Number(b.source === "expert") ||
    (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line)
  );
}

function heldOf(finding: Finding, { reason, stands }: Hold): Held {
  const { path, line, title, source, fingerprint } = finding;
  const severity = stands ? finding.severity : null;
  return { path, line, title, source, reason, fingerprint, severity };
}
