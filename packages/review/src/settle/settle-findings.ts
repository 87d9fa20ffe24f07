import type { Position } from "@devflow/diff";
import { limits } from "../limits.ts";
import { acrossLanguages } from "../memory/across-languages.ts";
import { dismissedBefore } from "../memory/dismissed-before.ts";
import { FindingsByPlace } from "../memory/findings-by-place.ts";
import { saysNearlyTheSame } from "../memory/says-the-same.ts";
import type { Finding, Held, History, Remark, ReviewPolicy } from "../model.ts";
import { listLines } from "../render/render-comment.ts";
import { withOrdinal } from "./fingerprint.ts";
import { besideRule, repeatsRule, shareMostWords } from "./repeats-rule.ts";
import { isSameClaim, nameDifferentThings } from "./same-claim.ts";
import { severityRank } from "./severity-order.ts";

export interface Settled {
  findings: Finding[];
  held: Held[];
}

export interface ToSettle {
  findings: readonly Finding[];
  /** Search terms of those that a dismissal may silence by likeness. */
  terms: ReadonlyMap<Finding, readonly string[]>;
  history: History;
  /** What only repeats a remark of this pull request. */
  said: ReadonlyMap<Finding, Remark>;
  /** The head at which the expert had read these lines already; null when they are new to it. */
  readAt(finding: Finding): string | null;
  policy: ReviewPolicy;
}

/** Why a finding is not said, and whether it stands all the same. */
interface Hold {
  reason: string;
  stands: boolean;
  remark?: Remark;
}

/**
 * Stage 5: of all findings, the few to say, worst first. Each rule below that says no gives its
 * reason; the first one counts. Those over the limit of inline comments go into the summary, and so
 * do places that a comment about another line names: each is remembered by itself, so that the others
 * stand when one of them is fixed. Rules
 * and secrets are decided before the expert's findings: whoever writes the change may write to the
 * expert, and nothing that it says of a line takes the place of what a rule says of it.
 */
export function settleFindings(input: ToSettle): Settled {
  const { history, policy } = input;
  const settled: Settled = { findings: [], held: [] };
  const taken = new Set(history.remarks?.map(({ fingerprint }) => fingerprint));
  let inline = history.inlineAtThisHead ?? 0;
  const kept: Finding[] = [];
  const namedBy = new Map<Finding, Finding>();
  const saidOf = countOpen(input.said);
  const ofRules = findingsOfRules(input.findings);
  for (const finding of input.findings.toSorted(expertLast)) {
    const hold =
      reasonNotToSay(finding, input) ??
      reasonOfRules(finding, ofRules) ??
      reasonOfOthers(finding, kept, saidOf);
    if (hold !== null) {
      settled.held.push(heldOf(finding, hold));
      continue;
    }
    const first = kept.find((other) => !namedBy.has(other) && saysTheSameElsewhere(finding, other));
    if (first !== undefined) namedBy.set(finding, first);
    kept.push(finding);
  }
  const places = Map.groupBy(namedBy.keys(), (finding) => namedBy.get(finding));
  const marks = new Map<Finding, string>();
  // Whoever names a place comes before it: of the expert's findings the worst is kept first.
  for (const finding of kept.sort(byWeight)) {
    const first = namedBy.get(finding);
    const place = inline < policy.maxFindings && first === undefined ? "inline" : "summary";
    if (place === "inline") inline += 1;
    const fingerprint = freeFingerprint(finding.fingerprint, taken);
    taken.add(fingerprint);
    marks.set(finding, fingerprint);
    const body = alsoOn(finding, places.get(finding) ?? []);
    const named = first === undefined ? undefined : marks.get(first);
    const own = { ...finding, body, fingerprint, place } as const;
    settled.findings.push(named === undefined ? own : { ...own, namedBy: named });
  }
  return settled;
}

/**
 * Files with something of the expert that stands and found no room: the next head has to hear of it,
 * so they do not count as read.
 */
export function pathsWithUnsaid(held: readonly Held[]): Set<string> {
  return new Set(
    held.flatMap(({ path, source, severity }) =>
      source === "expert" && severity !== null ? [path] : [],
    ),
  );
}

/** Equal lines in one file are remarks of their own: the second one gets a number. */
function freeFingerprint(fingerprint: string, taken: ReadonlySet<string>): string {
  for (let ordinal = 2, free = fingerprint; ; ordinal++) {
    if (!taken.has(free)) return free;
    free = withOrdinal(fingerprint, ordinal);
  }
}

function reasonNotToSay(finding: Finding, input: ToSettle): Hold | null {
  const remark = input.said.get(finding);
  if (remark !== undefined) return { reason: saidBefore(remark), stands: false, remark };
  const terms = input.terms.get(finding) ?? [];
  const dismissal = dismissedBefore(finding, terms, input.history.dismissals ?? []);
  if (dismissal !== null) {
    const why = dismissal.reason === "" ? " on another pull request" : `: ${dismissal.reason}`;
    return { reason: `dismissed by ${dismissal.actor}${why}`, stands: false };
  }
  const readAt = input.readAt(finding);
  return readAt === null
    ? null
    : { reason: `read before, at ${readAt.slice(0, 7)}`, stands: false };
}

function saidBefore({ state, stateActor, stateReason }: Remark): string {
  switch (state) {
    case "open":
      return "already said on this pull request";
    case "fixed":
      return "said on this pull request before it was fixed";
    case "dismissed":
    case "resolved": {
      const why = stateReason === null || stateReason === "" ? "" : `: ${stateReason}`;
      return `${state}${stateActor === null ? "" : ` by ${stateActor}`}${why}`;
    }
  }
}

/** Also those that are not said now: because of a remark, a dismissal or a limit. */
function findingsOfRules(findings: readonly Finding[]): FindingsByPlace {
  return new FindingsByPlace(findings.filter(({ source }) => source !== "expert"));
}

function reasonOfRules(finding: Finding, ofRules: FindingsByPlace): Hold | null {
  if (finding.source !== "expert") return null;
  const near = ofRules.near(finding.path, finding, besideRule);
  const named = near.find((each) => repeatsRule(finding, each, each));
  return named === undefined
    ? null
    : { reason: `a rule names it already, on line ${named.line}`, stands: false };
}

/** What this review says already, and of the same rule also what was said before and still stands. */
function reasonOfOthers(
  finding: Finding,
  kept: readonly Finding[],
  saidOf: ReadonlyMap<string, number>,
): Hold | null {
  const twin = kept.find((other) => saysTheSame(finding, other));
  if (twin !== undefined) {
    return { reason: `says the same as the finding on line ${twin.line}`, stands: false };
  }
  if (kept.length >= limits.findingsPerReview) {
    return { reason: `over the limit of ${limits.findingsPerReview} findings`, stands: true };
  }
  if (finding.source === "expert") return null;
  const here = kept.filter(({ source }) => source === finding.source).length;
  const ofRule = here + (saidOf.get(finding.source) ?? 0);
  return ofRule >= limits.findingsPerRule
    ? { reason: `the same rule was already named ${limits.findingsPerRule} times`, stands: true }
    : null;
}

/** Open remarks that this head repeats, by source. */
function countOpen(said: ToSettle["said"]): Map<string, number> {
  const open = new Set([...said.values()].filter(({ state }) => state === "open"));
  const bySource = Map.groupBy(open, ({ source }) => source);
  return new Map([...bySource].map(([source, remarks]) => [source, remarks.length]));
}

/** Within them an expert says one thing of one line and of another. */
const nearLines = 3;

/**
 * Of the same lines the same topic, or of the expert nearly the same words or another language under
 * another one. A model says it once more of a line near by, too, in other words. What the expert says
 * beside rules was decided by `repeatsRule`.
 */
function saysTheSame(a: Finding, b: Finding): boolean {
  const isOfExpert = a.source === "expert";
  if (isOfExpert !== (b.source === "expert") || !overlap(a, b, isOfExpert ? nearLines : 0)) {
    return false;
  }
  const isSameTopic = a.category === b.category;
  if (overlap(a, b)) {
    if (isSameTopic || !isOfExpert) return isSameTopic;
    return isInOtherWords(a, b) || acrossLanguages(a, b) !== null;
  }
  if (isSameClaim(a, b)) return false;
  const across = acrossLanguages(a, b);
  const isNext = isSameTopic && overlap(a, b, 1);
  return isInOtherWords(a, b) || across === "named" || (across === "possible" && isNext);
}

function isInOtherWords(a: Finding, b: Finding): boolean {
  return (saysNearlyTheSame(a, b) || shareMostWords(a, b)) && !nameDifferentThings(a, b);
}

/** A model that has one thing to say says it of many lines: one comment names them all. */
function saysTheSameElsewhere(a: Finding, b: Finding): boolean {
  const isOfExpert = a.source === "expert" && b.source === "expert";
  return isOfExpert && a.path === b.path && a.side === b.side && isSameClaim(a, b);
}

function alsoOn({ body }: Finding, others: readonly Finding[]): string {
  if (others.length === 0) return body;
  return `${body}\n\nAlso on ${listLines(others.map(({ line }) => line))}.`;
}

type Place = Position & { path: string };

/** Whether two places are at most so many lines apart. */
function overlap(a: Place, b: Place, reach = 0): boolean {
  const isNear = a.startLine <= b.line + reach && b.startLine <= a.line + reach;
  return a.path === b.path && a.side === b.side && isNear;
}

function expertLast(a: Finding, b: Finding): number {
  return Number(a.source === "expert") - Number(b.source === "expert") || byWeight(a, b);
}

/**
 * Worst first, then what people most likely act on, then what most passes said. Rules and secrets
 * before the expert at equal weight: they are surer and say it the same way.
 */
function byWeight(a: Finding, b: Finding): number {
  return (
    severityRank(a.severity) - severityRank(b.severity) ||
    (b.score ?? b.confidence) - (a.score ?? a.confidence) ||
    b.votes / b.passes - a.votes / a.passes ||
    Number(a.source === "expert") - Number(b.source === "expert") ||
    (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line)
  );
}

function heldOf(finding: Finding, { reason, stands, remark }: Hold): Held {
  const { path, line, title, source, fingerprint } = finding;
  const severity = stands ? finding.severity : null;
  const held = { path, line, title, source, reason, fingerprint, severity };
  return remark === undefined ? held : { ...held, remarkId: remark.id, edit: editOf(finding) };
}

function editOf({ side, startLine, line, suggestion }: Finding): Held["edit"] {
  return suggestion === null || side === "LEFT" ? null : { startLine, line, text: suggestion };
}
