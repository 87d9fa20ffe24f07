import type { Position } from "@devflow/diff";
import type { Finding, Remark, RemarkChange } from "../model.ts";
import { isAtLeast } from "../settle/severity-order.ts";
import type { Whereabouts } from "./locate-remarks.ts";
import { saysNearlyTheSame } from "./says-the-same.ts";

/** How a finding of this head is one of the remarks that were made before; the surest first. */
const ties = ["same lines", "same mark", "same rule", "same topic", "same place", "moved"] as const;

interface Pair {
  finding: Finding;
  remark: Remark;
  rank: number;
  /** Several findings may be this remark; otherwise the first one takes it. */
  isShared: boolean;
  distance: number;
}

/**
 * Which findings of this head were said before, by which remark. A remark whose own lines are
 * found takes what is said there; one without looks for the same content or nearly the same
 * words elsewhere. Every other copy of the same content is a finding of its own.
 */
export function matchFindings(
  findings: readonly Finding[],
  whereabouts: ReadonlyMap<Remark, Whereabouts>,
): Map<Finding, Remark> {
  const pairs: Pair[] = [];
  for (const [remark, where] of whereabouts) {
    for (const finding of findings) {
      const pair = pairOf(finding, remark, where);
      if (pair !== null) pairs.push(pair);
    }
  }
  pairs.sort((a, b) => a.rank - b.rank || a.distance - b.distance);
  const matched = new Map<Finding, Remark>();
  const taken = new Set<Remark>();
  for (const { finding, remark, isShared } of pairs) {
    if (matched.has(finding) || (taken.has(remark) && !isShared)) continue;
    matched.set(finding, remark);
    taken.add(remark);
  }
  return matched;
}

function pairOf(finding: Finding, remark: Remark, where: Whereabouts): Pair | null {
  if (finding.source !== remark.source || finding.side !== remark.side) return null;
  const tie = tieOf(finding, remark, where);
  if (tie === null) return null;
  const isSame = where.kind === "same";
  const isShared = isSame && tie !== "same mark" ? true : tie === "same place";
  const distance = Math.abs(finding.startLine - startOf(remark, where));
  return { finding, remark, rank: ties.indexOf(tie), isShared, distance };
}

function startOf(remark: Remark, where: Whereabouts): number {
  return where.kind === "same" || where.kind === "changed"
    ? where.position.startLine
    : remark.startLine;
}

function tieOf(finding: Finding, remark: Remark, where: Whereabouts): (typeof ties)[number] | null {
  const isThere = where.kind === "same" || where.kind === "changed";
  const isOn = isThere && where.path === finding.path && overlaps(where.position, finding);
  const isSameContent = finding.contentKey === remark.contentKey;
  if (where.kind === "same" && isOn && isSameContent) return "same lines";
  if (where.kind !== "same" && finding.fingerprint === remark.fingerprint) return "same mark";
  if (isOn && finding.source !== "expert") return "same rule";
  if (isOn && saysNearlyTheSame(finding, remark)) return "same topic";
  if (where.kind === "same") {
    if (isOn) return isAnotherMatter(finding, remark) ? null : "same place";
    return isBeside(finding, where) && saysNearlyTheSame(finding, remark) ? "same place" : null;
  }
  if (isSameContent) return "moved";
  // What was fixed may come back with the same lines; like words elsewhere are something new.
  if (remark.state === "fixed") return null;
  // A rule always says the same: its words count only where nothing else of the remark is known.
  if (finding.source !== "expert" && remark.trace.lineHashes.length > 0) return null;
  return saysNearlyTheSame(finding, remark) ? "moved" : null;
}

/**
 * An expert asked twice says the same in other words and under another category. On lines that
 * have a remark only something worse of another category is something else.
 */
function isAnotherMatter(finding: Finding, remark: Remark): boolean {
  return !isAtLeast(remark.severity, finding.severity) && finding.category !== remark.category;
}

/**
 * What the expert says about lines in which a remark still stands, though they were changed: that
 * remark again, in other words.
 */
export function coveredByChanged(
  findings: readonly Finding[],
  whereabouts: ReadonlyMap<Remark, Whereabouts>,
  changes: readonly RemarkChange[],
): Map<Finding, Remark> {
  const stateAfter = new Map(changes.map(({ remarkId, state }) => [remarkId, state]));
  const covered = new Map<Finding, Remark>();
  for (const [remark, where] of whereabouts) {
    if (where.kind !== "changed" || remark.source !== "expert") continue;
    if ((stateAfter.get(remark.id) ?? remark.state) !== "open") continue;
    for (const finding of findings) {
      if (finding.source !== "expert" || finding.path !== where.path) continue;
      if (overlaps(where.position, finding)) covered.set(finding, remark);
    }
  }
  return covered;
}

/**
 * What a rule said and the expert says again, or the other way round: the same lines, the same
 * topic. Credentials are always said by themselves.
 */
export function coveredByOthers(
  findings: readonly Finding[],
  whereabouts: ReadonlyMap<Remark, Whereabouts>,
): Map<Finding, Remark> {
  const covered = new Map<Finding, Remark>();
  for (const [remark, where] of whereabouts) {
    if (where.kind !== "same" || remark.state === "fixed") continue;
    for (const finding of findings) {
      const isOther = finding.source !== remark.source && finding.category === remark.category;
      if (!isOther || finding.source.startsWith("secret:")) continue;
      const isOn = finding.path === where.path && finding.side === where.position.side;
      if (isOn && overlaps(where.position, finding)) covered.set(finding, remark);
    }
  }
  return covered;
}

/** An expert quotes now the line that is wrong and now the one before it. */
const besideLines = 3;

function isBeside(
  finding: Finding,
  { path, position }: { path: string; position: Position },
): boolean {
  const isNear =
    finding.startLine <= position.line + besideLines &&
    position.startLine <= finding.line + besideLines;
  return finding.source === "expert" && finding.path === path && isNear;
}

function overlaps(a: Position, b: Position): boolean {
  return a.startLine <= b.line && b.startLine <= a.line;
}
