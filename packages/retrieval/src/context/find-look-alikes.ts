import type { StoredDefinition } from "../storage/find-definitions.ts";
import { isTestPath, pathPrior } from "../text/path-kind.ts";
import type { ContextPlace } from "./context-place.ts";
import type { LikelyDocument } from "./likely-documents.ts";
import { overlaps } from "./line-range.ts";
import type { ReadHunk } from "./read-hunk.ts";
import { jaccard, shingles } from "./shingles.ts";

/** From here on two pieces are one that was copied: renamed arguments and one edited line stay above. */
const LEAST_DUPLICATE = 0.65;
const LEAST_SIMILAR = 0.12;
const LEAST_LIKENESS = 0.3;
/** Shorter functions are alike by chance: getters, wrappers. */
const FEWEST_RUNS = 25;
const MOST_DUPLICATES = 3;
const MOST_SIMILAR = 4;

/** A likely chunk with its text, and the definitions of its file. */
export interface Candidate extends LikelyDocument {
  text: string;
  runs: ReadonlySet<string>;
  definitions: readonly StoredDefinition[];
}

interface Piece {
  path: string;
  startLine: number;
  endLine: number;
  symbol: string | null;
  runs: ReadonlySet<string>;
}

/**
 * Nearly the same code as the change edits, which was not edited too, and code that looks like it: a
 * place to learn from.
 */
export function findLookAlikes(hunk: ReadHunk, candidates: readonly Candidate[]): ContextPlace[] {
  const elsewhere = candidates.filter(({ document }) => !isHere(hunk, document));
  const duplicates = isTestPath(hunk.path) ? [] : findDuplicates(hunk, elsewhere);
  return [...duplicates, ...findSimilar(hunk, elsewhere)];
}

/** Whether a chunk holds most of what a touched definition was: only then its parts are looked at. */
export function mayHoldDuplicate({ path, subjects }: ReadHunk, runs: ReadonlySet<string>): boolean {
  if (isTestPath(path)) return false;
  return subjects.some((subject) => {
    const own = shingles(subject.text);
    let shared = 0;
    for (const run of own) if (runs.has(run)) shared += 1;
    return own.size >= FEWEST_RUNS && shared / own.size >= LEAST_DUPLICATE;
  });
}

function isHere(hunk: ReadHunk, place: { path: string; startLine: number; endLine: number }) {
  if (isTestPath(place.path) && !isTestPath(hunk.path)) return true;
  return (
    place.path === hunk.path &&
    [...hunk.shown, ...hunk.touched].some((range) => overlaps(range, place))
  );
}

function findDuplicates(hunk: ReadHunk, candidates: readonly Candidate[]): ContextPlace[] {
  const subjects = hunk.subjects
    .map((subject) => ({ ...subject, runs: shingles(subject.text) }))
    .filter(({ runs }) => runs.size >= FEWEST_RUNS);
  if (subjects.length === 0) return [];
  const found = candidates.flatMap(piecesOf).flatMap((piece) => {
    const alike = subjects
      .map((subject) => ({ subject, score: jaccard(subject.runs, piece.runs) }))
      .sort((a, b) => b.score - a.score)[0];
    if (alike === undefined || alike.score < LEAST_DUPLICATE || isHere(hunk, piece)) return [];
    return [{ piece, ...alike }];
  });
  return found
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST_DUPLICATES)
    .map(({ piece: { runs, ...place }, subject, score }) => ({
      ...place,
      kind: "duplicate",
      reason: `almost the same as ${subject.name} (${score.toFixed(2)}), which this change ${subject.isNew ? "adds" : "edits"}`,
    }));
}

/** The definitions in a chunk, or the chunk when it has none: a chunk may hold several small ones. */
function piecesOf({ document, text, runs, definitions }: Candidate): Piece[] {
  const { path, startLine, endLine, symbol } = document;
  const lines = text.split("\n");
  const inside = definitions.filter(
    (definition) =>
      definition.path === path &&
      definition.startLine >= startLine &&
      definition.endLine <= endLine,
  );
  const pieces = inside.map((definition): Piece => {
    const ofPiece = lines.slice(
      definition.startLine - startLine,
      definition.endLine - startLine + 1,
    );
    return {
      path,
      startLine: definition.startLine,
      endLine: definition.endLine,
      symbol: definition.name,
      runs: shingles(ofPiece.join("\n")),
    };
  });
  return pieces.length > 0 ? pieces : [{ path, startLine, endLine, symbol, runs }];
}

/** The file's own neighbours are alike by habit: one of them is enough. */
function mostOfOneFile(path: string): (each: { document: { path: string } }) => boolean {
  let own = 0;
  return ({ document }) => document.path !== path || ++own <= 1;
}

function findSimilar(hunk: ReadHunk, candidates: readonly Candidate[]): ContextPlace[] {
  const own = shingles(hunk.subject);
  return candidates
    .filter(({ likeness }) => likeness >= LEAST_LIKENESS)
    .map(({ document, likeness, runs }) => {
      const prior = isTestPath(hunk.path) ? 1 : pathPrior(document.path).factor;
      const shared = jaccard(own, runs);
      return { document, shared, score: (likeness + shared) * prior };
    })
    .filter(({ shared }) => shared >= LEAST_SIMILAR)
    .sort((a, b) => b.score - a.score)
    .filter(mostOfOneFile(hunk.path))
    .slice(0, MOST_SIMILAR)
    .map(({ document: { path, startLine, endLine, symbol } }) => ({
      kind: "similar",
      path,
      startLine,
      endLine,
      symbol,
      reason: symbol === null ? "similar code" : `${symbol} is similar code`,
    }));
}
