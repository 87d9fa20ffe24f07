import type { Position } from "@devflow/diff";
import type { Candidate, Finding, Remark, RemarkChange, RemarkState } from "../model.ts";
import { severityRank } from "../settle/severity-order.ts";
import type { ChangeLines } from "./change-lines.ts";
import type { Whereabouts } from "./locate-remarks.ts";
import { traceOf } from "./trace-of.ts";

/** Whether a problem stands: yes, no, nobody is there to ask, or it could not be asked this time. */
export type StillStands = boolean | null | "unasked";

type Hits = readonly Pick<Candidate, "path" | "source" | "position">[];

export interface RemarksToDecide {
  whereabouts: ReadonlyMap<Remark, Whereabouts>;
  matched: ReadonlyMap<Finding, Remark>;
  lines: ChangeLines;
  /** Everything that rules and the secret scan hit, also what later stages do not want to be said. */
  hits: Hits;
  /** Whether rules and the secret scan saw the whole file. */
  isScanned(path: string): boolean;
  /** Whether the team has switched off the rule that this is of, for the path. */
  isSwitchedOff(source: Remark["source"], path: string): boolean;
  /**
   * Whether the problem still stands in the new version of its lines. Asked for remarks of the
   * expert only. One that could not be asked about stays as it was, traces and all, so that the next
   * look asks.
   */
  stillStands(remark: Remark, path: string, position: Position): Promise<StillStands>;
}

interface Standing {
  /** Null: it cannot be told, so nothing changes. */
  stands: boolean | null;
  at: ({ path: string } & Position) | null;
  reason: string;
  isSwitchedOff?: boolean;
}

const unknown: Standing = { stands: null, at: null, reason: "" };

/**
 * What this head makes of each remark. Rules and the secret scan are asked again at every head, so
 * theirs stand exactly as long as they are hit. Those of the expert stand as long as their lines
 * do, and in changed lines as long as the expert says so. What a person decided stays.
 */
export async function decideRemarks(input: RemarksToDecide): Promise<RemarkChange[]> {
  const hits = new Map<Remark, Finding>();
  for (const [finding, remark] of input.matched) {
    if (!hits.has(remark)) hits.set(remark, finding);
  }
  // The worst are asked about first: there is a limit.
  const ordered = [...input.whereabouts].sort(
    ([a], [b]) => severityRank(a.severity) - severityRank(b.severity),
  );
  const changes = await Promise.all(
    ordered.map(async ([remark, where]) => {
      const standing = await standingOf(remark, where, hits.get(remark), input);
      return changeOf(remark, standing, hits.get(remark), input.lines);
    }),
  );
  return changes.filter((change) => change !== null);
}

async function standingOf(
  remark: Remark,
  where: Whereabouts,
  hit: Finding | undefined,
  input: RemarksToDecide,
): Promise<Standing> {
  if (where.kind === "unknown") return unknown;
  if (hit !== undefined) {
    // A finding of the expert may cover fewer lines than the remark that it repeats.
    const at = where.kind === "same" ? placeOf(where) : placeOf({ path: hit.path, position: hit });
    return { stands: true, at, reason: "it is still there" };
  }
  if (remark.source !== "expert") {
    const held = stillHit(remark, where, input);
    if (held !== null) return { stands: true, at: held, reason: "it is still there" };
    const path = input.lines.home(remark)?.path ?? remark.path;
    if (where.kind !== "gone" && input.isSwitchedOff(remark.source, path)) return switchedOff;
    if (isOpenedAgain(remark)) return openedAgain;
    return input.isScanned(path)
      ? { stands: false, at: null, reason: "it is no longer found there" }
      : unknown;
  }
  if (where.kind === "same") return onItsLines(remark, where, input);
  if (isOpenedAgain(remark)) {
    return where.kind === "changed" ? { ...openedAgain, at: placeOf(where) } : openedAgain;
  }
  if (where.kind === "gone") return { stands: false, at: null, reason: "its lines are gone" };
  return inChangedLines(remark, where, input);
}

const switchedOff: Standing = {
  stands: false,
  at: null,
  reason: "no longer reported: the rule is switched off",
  isSwitchedOff: true,
};

const openedAgain: Standing = { stands: true, at: null, reason: "somebody opened it again" };

/**
 * A person says that what we took for a fix is none. So the same look does not close it again: where
 * other lines stand in its place it goes on with those, else whoever opened it closes it.
 */
function isOpenedAgain({ state, stateActor }: Remark): boolean {
  return state === "open" && stateActor !== null;
}

/** It is open, or was resolved by somebody whose word does not settle it. */
function isUnsettled({ state, resolution }: Remark): boolean {
  return state === "open" || resolution === "without_permission";
}

/** A hit that the filter or the settings now hold back is still a hit: nothing was fixed. */
function stillHit(remark: Remark, where: Whereabouts, input: RemarksToDecide): Standing["at"] {
  if (where.kind !== "same" && where.kind !== "changed") return null;
  const { startLine, line } = where.position;
  const positions = positionsOf(input.hits).get(`${remark.source} ${where.path}`) ?? [];
  const isHit = positions.some((hit) => hit.startLine <= line && startLine <= hit.line);
  return isHit ? placeOf(where) : null;
}

const knownPositions = new WeakMap<Hits, ReadonlyMap<string, Position[]>>();

/** Where hits are, by `source path`; worked out once, since every remark asks. */
function positionsOf(hits: Hits): ReadonlyMap<string, Position[]> {
  const known = knownPositions.get(hits);
  if (known !== undefined) return known;
  const positions = new Map<string, Position[]>();
  for (const { source, path, position } of hits) {
    if (position === null) continue;
    const key = `${source} ${path}`;
    const others = positions.get(key);
    if (others === undefined) positions.set(key, [position]);
    else others.push(position);
  }
  knownPositions.set(hits, positions);
  return positions;
}

/**
 * An expert often quotes the line before the one that is wrong. So when a neighbour changed the
 * expert is asked, and says that an open remark is fixed, or that a fixed one is back.
 */
async function onItsLines(
  remark: Remark,
  where: { path: string; position: Position; isAsBefore: boolean },
  input: RemarksToDecide,
): Promise<Standing> {
  const at = placeOf(where);
  const stands: Standing = { stands: true, at, reason: "its lines stand" };
  const isDecided = remark.state === "dismissed" || remark.state === "resolved";
  if (where.isAsBefore || (isDecided && !isUnsettled(remark))) return stands;
  const answer = await input.stillStands(remark, where.path, where.position);
  if (answer === "unasked") return unknown;
  if (isUnsettled(remark)) {
    return answer === false
      ? { stands: false, at: null, reason: "the lines next to it were changed" }
      : stands;
  }
  return answer === true ? stands : { stands: false, at: null, reason: "" };
}

async function inChangedLines(
  remark: Remark,
  where: { path: string; position: Position },
  input: RemarksToDecide,
): Promise<Standing> {
  if (!isUnsettled(remark)) return { stands: false, at: null, reason: "its lines changed" };
  const answer = await input.stillStands(remark, where.path, where.position);
  if (answer === "unasked") return unknown;
  return answer === true
    ? { stands: true, at: placeOf(where), reason: "its lines changed, and the problem stands" }
    : { stands: false, at: null, reason: "its lines were changed" };
}

function placeOf({ path, position }: { path: string; position: Position }) {
  const { side, startLine, line } = position;
  return { path, side, startLine, line };
}

function changeOf(
  remark: Remark,
  { stands, at, reason, isSwitchedOff = false }: Standing,
  hit: Finding | undefined,
  lines: ChangeLines,
): RemarkChange | null {
  if (stands === null) return null;
  if (isSwitchedOff) {
    return isUnsettled(remark)
      ? { remarkId: remark.id, state: "resolved", isSwitchedOff, at: null, lines: null, reason }
      : null;
  }
  const state = stateAfter(remark, stands);
  if (at === null) {
    return state === remark.state
      ? null
      : { remarkId: remark.id, state, at: null, lines: null, reason };
  }
  const trace = traceOf(lines.of(at.path, at.side), at);
  const contentKey = hit?.contentKey ?? remark.contentKey;
  return { remarkId: remark.id, state, at, lines: { contentKey, trace }, reason };
}

function stateAfter(remark: Remark, stands: boolean): RemarkState {
  const { state, resolution } = remark;
  if (!stands) return isUnsettled(remark) ? "fixed" : state;
  return state === "fixed" || resolution === "switched_off" ? "open" : state;
}
