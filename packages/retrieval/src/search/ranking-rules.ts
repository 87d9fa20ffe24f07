import { pathPrior } from "../text/path-kind.ts";
import { fileName, fileStem, folderOf } from "../text/path-words.ts";
import { formsOfParts, formsOfWords, type WordForms, wordsMeet } from "../text/word-forms.ts";
import { addTo, byScore, type Candidate, keyOfDocument, keyOfFile, multiply } from "./candidate.ts";
import type { QueriedDefinitions } from "./find-queried-definitions.ts";
import type { ReadQuery } from "./read-query.ts";

/**
 * Ranking rules over fused candidates, whose best score is near 1. Gains in NDCG@10 are means over
 * 31 foreign development repositories in 19 languages, where the rules together lift full text alone
 * from 0.62 to 0.86; where there are two, the second is over our own development labels, whose
 * questions share few words with paths: from 0.64 to 0.73.
 */
const DEFINITION_BOOST = 3;
const DEFINITION_IN_NAMED_FILE = 1.5;
/** For names that stand inside a sentence, or plain lower-case words. */
const MENTIONED_SHARE = 0.3;
/** A constructor is named like its class, which is what is looked for: +0.003. */
const CONSTRUCTOR_SHARE = 0.3;
const PATH_WORD_BOOST = 1;
/** One word of nine in a path is chance: against 0.1 +0.001, 0.000. */
const LEAST_PATH_WORD_RATIO = 0.12;
/** Among many words one that a path has too says less: +0.003, +0.005. */
const PATH_WORDS_OF_LONG_QUERY = 0.5;
const LONG_QUERY_WORDS = 5;
/**
 * `Middleware` before `ErrorMiddleware` when only middleware is asked for: +0.014. A name that was
 * said in part gains nothing; before, it gained by its share: +0.002, +0.004.
 */
const NAMED_WHOLLY_BOOST = 0.3;
/**
 * With the root of the sum instead of the sum itself, large files win less: +0.002. Against 0.5
 * -0.001, +0.003.
 */
const COHERENCE_BOOST = 0.4;
const SATURATION = 0.5;
/** Sentences ask how something is done, which types do not say: +0.001, +0.003; TypeScript +0.015. */
const TYPE_FOR_PROSE = 0.9;
const OLDER_VERSION = 0.5;
const VERSION_FOLDER = /(?<=^|\/)v(\d+)\//g;
/** `v3`, `version 3` */
const NAMED_VERSION = /\bv(?:ersion )?(\d+)\b/gi;

/** Applies every rule and gives the best `limit`, best first. */
export function applyRankingRules(
  candidates: readonly Candidate[],
  query: ReadQuery,
  definitions: QueriedDefinitions,
  limit: number,
): Candidate[] {
  const best = Math.max(0, ...candidates.map(({ score }) => score));
  boostDefinitions(candidates, query, definitions, best);
  boostPathWords(candidates, query, best);
  boostCoherentFiles(candidates, best);
  weighTypes(candidates, query, definitions);
  weighPaths(candidates, query);
  weighOlderVersions(candidates, query);
  return saturate(candidates, limit);
}

function boostDefinitions(
  candidates: readonly Candidate[],
  query: ReadQuery,
  definitions: QueriedDefinitions,
  best: number,
): void {
  const share = query.isSymbol ? 1 : MENTIONED_SHARE;
  for (const candidate of candidates) {
    const [definition] = definitions.get(keyOfDocument(candidate.document)) ?? [];
    if (definition === undefined) continue;
    const { name, isConstructor } = definition;
    let boost = DEFINITION_BOOST * share;
    if (isConstructor) boost *= CONSTRUCTOR_SHARE;
    else if (compact(fileName(candidate.document.path)) === compact(name)) {
      boost *= DEFINITION_IN_NAMED_FILE;
    }
    addTo(candidate, "definition", best * boost);
    candidate.reasons.unshift(`definition of ${name}`);
  }
}

function compact(name: string): string {
  return name.replaceAll(/[_$.-]/g, "").toLowerCase();
}

/**
 * Words of the query that the file's name or folder has too, each word of the query counted once:
 * +0.010 against counting its parts and stems each. A file whose whole name was said gains again.
 */
function boostPathWords(candidates: readonly Candidate[], query: ReadQuery, best: number): void {
  const words = formsOfWords(query.words);
  if (words.length === 0) return;
  const boost = query.words.length < LONG_QUERY_WORDS ? PATH_WORD_BOOST : PATH_WORDS_OF_LONG_QUERY;
  const paths = new Map<string, MatchedPath>();
  for (const candidate of candidates) {
    const { path } = candidate.document;
    const matched = paths.get(path) ?? matchPath(path, words);
    paths.set(path, matched);
    const ratio = matched.words.length / words.length;
    if (ratio < LEAST_PATH_WORD_RATIO) continue;
    addTo(candidate, "path words", best * boost * ratio);
    if (matched.isWhole) addTo(candidate, "whole file name", best * NAMED_WHOLLY_BOOST);
    candidate.reasons.push(`path: ${matched.words.slice(0, 4).join(", ")}`);
  }
}

interface MatchedPath {
  /** The query's words that the path has. */
  words: string[];
  /** The query says each part of the file's name. */
  isWhole: boolean;
}

function matchPath(path: string, words: readonly WordForms[]): MatchedPath {
  const stem = fileStem(path);
  const parent = folderOf(path).split("/").at(-1) ?? "";
  const parts = formsOfParts(stem);
  const ofPath = [...formsOfWords([stem, parent]), ...parts].flat();
  return {
    words: words.filter((word) => wordsMeet(word, ofPath)).flatMap(([first]) => first ?? []),
    isWhole: parts.length > 0 && parts.every((part) => words.some((word) => wordsMeet(word, part))),
  };
}

/**
 * A file with many good chunks is about the query: its best chunk gains, and others as far as the
 * lists have them high. Worth 0.03; the others' part 0.000, +0.002, in TypeScript +0.011.
 */
function boostCoherentFiles(candidates: readonly Candidate[], best: number): void {
  const sums = new Map<string, number>();
  const leaders = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const file = keyOfFile(candidate.document);
    sums.set(file, (sums.get(file) ?? 0) + candidate.score);
    const leader = leaders.get(file);
    if (leader === undefined || byScore(candidate, leader) < 0) leaders.set(file, candidate);
  }
  const largest = Math.max(Number.MIN_VALUE, ...sums.values());
  for (const candidate of candidates) {
    const file = keyOfFile(candidate.document);
    const boost = COHERENCE_BOOST * Math.sqrt((sums.get(file) ?? 0) / largest);
    if (leaders.get(file) === candidate) addTo(candidate, "best of its file", best * boost);
    else addTo(candidate, "good one of its file", candidate.parts.fused * boost);
  }
}

function weighTypes(
  candidates: readonly Candidate[],
  { isSymbol }: ReadQuery,
  definitions: QueriedDefinitions,
): void {
  if (isSymbol) return;
  for (const candidate of candidates) {
    const { kind } = candidate.document;
    if (kind !== "interface" && kind !== "type") continue;
    if (definitions.has(keyOfDocument(candidate.document))) continue;
    multiply(candidate, "a type, not code", TYPE_FOR_PROSE);
  }
}

function weighPaths(candidates: readonly Candidate[], { isAboutTests }: ReadQuery): void {
  for (const candidate of candidates) {
    const wanted = isAboutTests ? "anything" : "code";
    const { factor, reason } = pathPrior(candidate.document.path, wanted);
    multiply(candidate, "kind of file", factor);
    if (reason !== null) candidate.reasons.push(`weighed down: ${reason}`);
  }
}

/** `v3/` beside `v4/` is kept for compatibility, unless the query names it. */
function weighOlderVersions(candidates: readonly Candidate[], { text }: ReadQuery): void {
  const newest = new Map<string, number>();
  const named = new Set([...text.matchAll(NAMED_VERSION)].map(([, version]) => Number(version)));
  const versions = candidates.map((candidate) => ({
    candidate,
    folders: versionFolders(candidate.document.path),
  }));
  for (const { parent, version } of versions.flatMap(({ folders }) => folders)) {
    newest.set(parent, Math.max(newest.get(parent) ?? 0, version));
  }
  for (const { candidate, folders } of versions) {
    const older = folders.find(({ parent, version }) => version < (newest.get(parent) ?? 0));
    if (older === undefined || named.has(older.version)) continue;
    multiply(candidate, "older version", OLDER_VERSION);
    candidate.reasons.push("weighed down: an older version");
  }
}

function versionFolders(path: string): { parent: string; version: number }[] {
  return [...path.matchAll(VERSION_FOLDER)].map((match) => ({
    parent: path.slice(0, match.index),
    version: Number(match[1]),
  }));
}

/** Each further chunk of a file counts half of the one before, so that one file cannot fill the list. */
function saturate(candidates: readonly Candidate[], limit: number): Candidate[] {
  const seen = new Map<string, number>();
  for (const candidate of [...candidates].sort(byScore)) {
    const file = keyOfFile(candidate.document);
    const former = seen.get(file) ?? 0;
    multiply(candidate, "further chunk of its file", SATURATION ** former);
    seen.set(file, former + 1);
  }
  return [...candidates].sort(byScore).slice(0, limit);
}
