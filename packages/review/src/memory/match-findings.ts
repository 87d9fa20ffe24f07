import type { Position } from "@devflow/diff";
import type { Finding, Remark, RemarkChange } from "../model.ts";
import { nearestTo } from "../nearest-to.ts";
import { besideRule, meanTheSame, repeatsRule } from "../settle/repeats-rule.ts";
import { severityRank } from "../settle/severity-order.ts";
import { acrossLanguages } from "./across-languages.ts";
import { byStart, FindingsByPlace, startOf } from "./findings-by-place.ts";
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
  const candidates = new Candidates(findings);
  for (const [remark, where] of whereabouts) {
    for (const finding of candidates.of(remark, where)) {
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

/**
 * Of findings alike wherever they are, those that one remark is compared with, the nearest. It takes
 * one of them, so this many remarks that are alike, too, each find theirs.
 */
const mostAlike = 100;

interface Group {
  byPlace: FindingsByPlace;
  byFingerprint: ReadonlyMap<string, readonly Finding[]>;
  byContent: ReadonlyMap<string, readonly Finding[]>;
  all: readonly Finding[];
}

/** The findings that a remark may be: not each remark with each finding, there may be 10,000. */
class Candidates {
  readonly #groups: ReadonlyMap<string, Group>;

  constructor(findings: readonly Finding[]) {
    const bySource = Map.groupBy(findings.toSorted(byStart), groupKey);
    this.#groups = new Map(
      [...bySource].map(([key, all]) => [
        key,
        {
          all,
          byPlace: new FindingsByPlace(all),
          byFingerprint: Map.groupBy(all, ({ fingerprint }) => fingerprint),
          byContent: Map.groupBy(all, ({ contentKey }) => contentKey),
        },
      ]),
    );
  }

  of(remark: Remark, where: Whereabouts): Iterable<Finding> {
    const group = this.#groups.get(groupKey(remark));
    if (group === undefined) return [];
    const isThere = where.kind === "same" || where.kind === "changed";
    const near = isThere ? group.byPlace.near(where.path, where.position, besideLines) : [];
    if (where.kind === "same") return near;
    const start = startNow(remark, where);
    const alike = [
      group.byFingerprint.get(remark.fingerprint),
      group.byContent.get(remark.contentKey),
      mayBeInOtherWords(remark) ? group.all : [],
    ];
    return new Set([
      ...near,
      ...alike.flatMap((sorted) => nearestTo(start, sorted ?? [], mostAlike, startOf)),
    ]);
  }
}

function groupKey({ source, side }: Finding | Remark): string {
  return `${side} ${source}`;
}

function pairOf(finding: Finding, remark: Remark, where: Whereabouts): Pair | null {
  const tie = tieOf(finding, remark, where);
  if (tie === null) return null;
  const isSame = where.kind === "same";
  const isShared = isSame && tie !== "same mark" ? true : tie === "same place";
  const distance = Math.abs(finding.startLine - startNow(remark, where));
  return { finding, remark, rank: ties.indexOf(tie), isShared, distance };
}

function startNow(remark: Remark, where: Whereabouts): number {
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
    return isSaidBeside(finding, remark, where) ? "same place" : null;
  }
  if (isSameContent) return "moved";
  return mayBeInOtherWords(remark) && saysNearlyTheSame(finding, remark) ? "moved" : null;
}

function mayBeInOtherWords({ source, state, trace }: Remark): boolean {
  // What was fixed may come back with the same lines; like words elsewhere are something new.
  if (state === "fixed") return false;
  // A rule always says the same: its words count only where nothing else of the remark is known.
  return source === "expert" || trace.lineHashes.length === 0;
}

/** Of what goes wrong when the code runs, experts take now one category and now another. */
const goesWrong: ReadonlySet<string> = new Set([
  "correctness",
  "error_handling",
  "concurrency",
  "api_misuse",
]);

/**
 * An expert asked twice says the same in other words, or in another language, and under another
 * category. On lines that have a remark only something worse of another category is something else,
 * or of a like one what is worse by more than a degree.
 */
function isAnotherMatter(finding: Finding, remark: Remark): boolean {
  const degrees = severityRank(remark.severity) - severityRank(finding.severity);
  if (degrees <= 0 || finding.category === remark.category) return false;
  return !(isLikeCategory(finding, remark) && degrees === 1) && !meanTheSame(finding, remark);
}

function isLikeCategory({ category }: Finding, remark: Remark): boolean {
  const isOfRuns = goesWrong.has(category) && goesWrong.has(remark.category);
  return isOfRuns || category === remark.category;
}

/**
 * On the next line words are enough that would mean the same on the remark's own. In another language
 * the names of the code tell, on the next line also a like category where one of them has none.
 */
function isSaidBeside(
  finding: Finding,
  remark: Remark,
  where: { path: string; position: Position },
): boolean {
  if (!isBeside(finding, where)) return false;
  const { startLine, line } = where.position;
  const isNext = finding.startLine <= line + 1 && startLine <= finding.line + 1;
  if (saysNearlyTheSame(finding, remark) || (isNext && meanTheSame(finding, remark))) return true;
  const across = isAnotherMatter(finding, remark) ? null : acrossLanguages(finding, remark);
  return across === "named" || (across === "possible" && isNext && isLikeCategory(finding, remark));
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
  const ofExpert = new FindingsByPlace(findings.filter(({ source }) => source === "expert"));
  for (const [remark, where] of whereabouts) {
    if (where.kind !== "changed" || remark.source !== "expert") continue;
    if ((stateAfter.get(remark.id) ?? remark.state) !== "open") continue;
    for (const finding of ofExpert.near(where.path, where.position)) covered.set(finding, remark);
  }
  return covered;
}

/**
 * What a rule said and the expert says again, or the other way round. Credentials are always said by
 * themselves.
 */
export function coveredByOthers(
  findings: readonly Finding[],
  whereabouts: ReadonlyMap<Remark, Whereabouts>,
): Map<Finding, Remark> {
  const covered = new Map<Finding, Remark>();
  const byPlace = new FindingsByPlace(
    findings.filter(({ source }) => !source.startsWith("secret:")),
  );
  for (const [remark, where] of whereabouts) {
    if (where.kind !== "same" || remark.state === "fixed") continue;
    for (const finding of byPlace.near(where.path, where.position, besideRule)) {
      if (finding.source === remark.source || finding.side !== where.position.side) continue;
      if (isCovered(finding, remark, where.position)) covered.set(finding, remark);
    }
  }
  return covered;
}

function isCovered(finding: Finding, remark: Remark, at: Position): boolean {
  if (finding.source === "expert") return repeatsRule(finding, remark, at);
  const isSameMatter =
    finding.category === remark.category ||
    (remark.source === "expert" && meanTheSame(finding, remark));
  return isSameMatter && overlaps(at, finding);
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
