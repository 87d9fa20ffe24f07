import { pathPrior } from "../text/path-kind.ts";
import { fileStem, folderOf } from "../text/path-words.ts";
import { splitTerms } from "../text/split-terms.ts";
import { byScore, type Candidate, keyOfDocument } from "./candidate.ts";
import type { ReadQuery } from "./read-query.ts";

/**
 * Ranking rules over fused candidates, whose best score is near 1. Together they are worth 0.16
 * NDCG@10, eight times what an embedder adds (MinishLab/semble, benchmarks/README.md).
 */
const DEFINITION_BOOST = 3;
const DEFINITION_IN_NAMED_FILE = 1.5;
/** For names that stand inside a sentence, or plain lower-case words. */
const MENTIONED_SHARE = 0.5;
const PATH_WORD_BOOST = 1;
const SHORTEST_PATH_WORD = 3;
const LEAST_PATH_WORD_RATIO = 0.1;
const COHERENCE_BOOST = 0.2;
const SATURATION = 0.5;

/** Where queried names are defined: chunk key to names. */
export type DefinedNames = ReadonlyMap<string, readonly string[]>;

/** Applies every rule and gives the best `limit`, best first. */
export function applyRankingRules(
  candidates: readonly Candidate[],
  query: ReadQuery,
  definedNames: DefinedNames,
  limit: number,
): Candidate[] {
  const best = Math.max(0, ...candidates.map(({ score }) => score));
  boostDefinitions(candidates, query, definedNames, best);
  boostPathWords(candidates, query, best);
  boostCoherentFiles(candidates, best);
  if (!query.isAboutTests) weighPaths(candidates);
  return saturate(candidates, limit);
}

function boostDefinitions(
  candidates: readonly Candidate[],
  query: ReadQuery,
  definedNames: DefinedNames,
  best: number,
): void {
  const share = query.isSymbol ? 1 : MENTIONED_SHARE;
  for (const candidate of candidates) {
    const [name] = definedNames.get(keyOfDocument(candidate.document)) ?? [];
    if (name === undefined) continue;
    const isNamedFile = compact(fileStem(candidate.document.path)) === compact(name);
    const boost = DEFINITION_BOOST * (isNamedFile ? DEFINITION_IN_NAMED_FILE : 1);
    candidate.score += best * boost * share;
    candidate.reasons.unshift(`definition of ${name}`);
  }
}

function compact(name: string): string {
  return name.replaceAll(/[_$-]/g, "").toLowerCase();
}

/** Words of the query that begin, or are begun by, words of the file's name or folder. */
function boostPathWords(candidates: readonly Candidate[], query: ReadQuery, best: number): void {
  const words = [...new Set(splitTerms(query.words.join(" ")))].filter(
    (word) => word.length >= SHORTEST_PATH_WORD,
  );
  if (words.length === 0) return;
  for (const candidate of candidates) {
    const { path } = candidate.document;
    const parent = folderOf(path).split("/").at(-1) ?? "";
    const pathWords = splitTerms(`${fileStem(path)} ${parent}`).filter(
      (word) => word.length >= SHORTEST_PATH_WORD,
    );
    const matched = words.filter((word) =>
      pathWords.some((other) => other.startsWith(word) || word.startsWith(other)),
    );
    const ratio = matched.length / words.length;
    if (ratio < LEAST_PATH_WORD_RATIO) continue;
    candidate.score += best * PATH_WORD_BOOST * ratio;
    candidate.reasons.push(`path: ${matched.slice(0, 4).join(", ")}`);
  }
}

/** A file with many good chunks is about the query: its best chunk gains. */
function boostCoherentFiles(candidates: readonly Candidate[], best: number): void {
  const sums = new Map<string, number>();
  const leaders = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const { path } = candidate.document;
    sums.set(path, (sums.get(path) ?? 0) + candidate.score);
    const leader = leaders.get(path);
    if (leader === undefined || byScore(candidate, leader) < 0) leaders.set(path, candidate);
  }
  const largest = Math.max(Number.MIN_VALUE, ...sums.values());
  for (const [path, leader] of leaders) {
    leader.score += best * COHERENCE_BOOST * ((sums.get(path) ?? 0) / largest);
  }
}

function weighPaths(candidates: readonly Candidate[]): void {
  for (const candidate of candidates) {
    const { factor, reason } = pathPrior(candidate.document.path);
    candidate.score *= factor;
    if (reason !== null) candidate.reasons.push(`weighed down: ${reason}`);
  }
}

/** Each further chunk of a file counts half of the one before, so that one file cannot fill the list. */
function saturate(candidates: readonly Candidate[], limit: number): Candidate[] {
  const seen = new Map<string, number>();
  for (const candidate of [...candidates].sort(byScore)) {
    const { path } = candidate.document;
    const former = seen.get(path) ?? 0;
    candidate.score *= SATURATION ** former;
    seen.set(path, former + 1);
  }
  return [...candidates].sort(byScore).slice(0, limit);
}
