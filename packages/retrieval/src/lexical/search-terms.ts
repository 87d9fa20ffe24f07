import { splitTerms } from "../text/split-terms.ts";
import { averageLength, type Collection, gain, inverseFrequency, lengthNorm } from "./bm25.ts";
import type { LexicalDocument, LexicalSnapshot } from "./lexical-snapshot.ts";
import { takeScratch, takeTally } from "./scratch.ts";
import type { Tally } from "./tally.ts";
import type { FrequencyBounds } from "./term-reader.ts";

export interface LexicalHit {
  document: LexicalDocument;
  score: number;
}

type Snapshots = readonly LexicalSnapshot[];

/**
 * The best documents of all snapshots for terms with weights, best first, by BM25 with the
 * statistics of all of them; equal scores by snapshot, path and place.
 */
export async function searchTerms(
  snapshots: Snapshots,
  query: ReadonlyMap<string, number>,
  limit: number,
): Promise<LexicalHit[]> {
  const readers = await readTerms(snapshots, query.keys());
  const collection = collectionOf(snapshots);
  const average = averageLength(collection);
  // Nothing waits from here on, so the scratch is nobody else's.
  const { scores, tallies } = takeScratch(snapshots);
  for (const [term, weight] of query) {
    let found = 0;
    for (const [index, { snapshot, reader }] of readers.entries()) {
      const tally = tallies[index];
      if (tally === undefined) continue;
      reader.count(term, tally);
      snapshot.rememberFrequency(term, tally.size);
      found += tally.size;
    }
    const weighted = inverseFrequency(found, collection) * weight;
    for (const [index, { snapshot, offset }] of readers.entries()) {
      const tally = tallies[index];
      if (tally !== undefined) addGains(scores, offset, tally, snapshot.lengths, average, weighted);
    }
  }
  return best(scores, limit).map(({ document, score }) => ({
    document: documentOf(readers, document),
    score,
  }));
}

/** Adds what a term is worth to the scores of its documents, and clears the tally. */
function addGains(
  scores: Float64Array,
  offset: number,
  tally: Tally,
  lengths: Uint32Array,
  average: number,
  weight: number,
): void {
  for (let index = 0; index < tally.size; index++) {
    const document = tally.documents[index] ?? 0;
    const norm = lengthNorm(lengths[document] ?? 0, average);
    const added = gain(weight, tally.counts[document] ?? 0, norm);
    scores[document + offset] = (scores[document + offset] ?? 0) + added;
  }
  tally.clear();
}

/** About what a chunk with exactly these terms would score: each twice, at average length. */
export async function scoreOfCopy(
  snapshots: Snapshots,
  query: ReadonlyMap<string, number>,
): Promise<number> {
  const collection = collectionOf(snapshots);
  const frequencies = await countDocuments(snapshots, [...query.keys()]);
  const average = averageLength(collection);
  const norm = lengthNorm(average, average);
  let sum = 0;
  for (const [term, weight] of query) {
    const found = frequencies.get(term) ?? 0;
    if (found > 0) sum += gain(inverseFrequency(found, collection) * weight, 2, norm);
  }
  return sum;
}

/** The terms of a text that tell most, the rarest, for a query made of a piece of code. */
export async function tellingTerms(
  snapshots: Snapshots,
  text: string,
  limit: number,
): Promise<Map<string, number>> {
  return await rarestTerms(snapshots, [...new Set(splitTerms(text))], limit);
}

/** The same of a text that was split, without repetitions. */
export async function rarestTerms(
  snapshots: Snapshots,
  terms: readonly string[],
  limit: number,
): Promise<Map<string, number>> {
  const bounded = await boundFrequencies(snapshots, terms);
  // Counting exactly is dear for frequent terms, and those are not asked for.
  const sure = bounded.filter(({ least }) => least > 0).map(({ most }) => most);
  const bound = sure.sort((a, b) => a - b)[limit - 1] ?? Number.POSITIVE_INFINITY;
  const possible = bounded.filter(({ least, most }) => most > 0 && least <= bound);
  const frequencies = await countDocuments(
    snapshots,
    possible.map(({ term }) => term),
  );
  const found = [...frequencies].filter(([, count]) => count > 0);
  found.sort(([a, countOfA], [b, countOfB]) => countOfA - countOfB || (a < b ? -1 : 1));
  return new Map(found.slice(0, limit).map(([term]) => [term, 1]));
}

/**
 * Between which numbers the documents with each term are. The words around a cursor are the same with
 * every key, and a look-up takes microseconds for each of hundreds: they are looked up once.
 */
async function boundFrequencies(
  snapshots: Snapshots,
  terms: readonly string[],
): Promise<(FrequencyBounds & { term: string })[]> {
  const bounded = terms.map((term) => ({ term, least: 0, most: 0 }));
  for (const snapshot of snapshots) {
    // Before anything waits: what is remembered may be forgotten meanwhile.
    const known = terms.map((term) => snapshot.boundsOf(term));
    const reader = await snapshot.readTerms(terms.filter((_, index) => !known[index]));
    for (const [index, sum] of bounded.entries()) {
      const bounds = known[index] ?? reader.bounds(sum.term);
      if (known[index] === undefined) snapshot.rememberBounds(sum.term, bounds);
      sum.least += bounds.least;
      sum.most += bounds.most;
    }
  }
  return bounded;
}

/** How many documents have each term. */
async function countDocuments(
  snapshots: Snapshots,
  terms: readonly string[],
): Promise<Map<string, number>> {
  const sums = new Map(terms.map((term) => [term, 0]));
  for (const snapshot of snapshots) {
    const known = terms.map((term) => snapshot.frequencies.get(term));
    const unknown = terms.filter((_, index) => known[index] === undefined);
    for (const [index, term] of terms.entries()) {
      sums.set(term, (sums.get(term) ?? 0) + (known[index] ?? 0));
    }
    if (unknown.length === 0) continue;
    const reader = await snapshot.readTerms(unknown);
    const tally = takeTally(snapshot.size);
    for (const term of unknown) {
      reader.count(term, tally);
      sums.set(term, (sums.get(term) ?? 0) + tally.size);
      snapshot.rememberFrequency(term, tally.size);
      tally.clear();
    }
  }
  return sums;
}

/** The documents of all snapshots are numbered through. */
async function readTerms(snapshots: Snapshots, terms: Iterable<string>) {
  const all = [...terms];
  const readers = await Promise.all(snapshots.map((snapshot) => snapshot.readTerms(all)));
  let next = 0;
  return snapshots.flatMap((snapshot, index) => {
    const reader = readers[index];
    const offset = next;
    next += snapshot.size;
    return reader === undefined ? [] : [{ snapshot, reader, offset }];
  });
}

function collectionOf(snapshots: Snapshots): Collection {
  let documents = 0;
  let length = 0;
  for (const snapshot of snapshots) {
    documents += snapshot.size;
    length += snapshot.totalLength;
  }
  return { documents, length };
}

function documentOf(
  readers: readonly { snapshot: LexicalSnapshot; offset: number }[],
  document: number,
): LexicalDocument {
  // An empty snapshot shares its offset with the next one, which is then the last that fits.
  const found = readers.findLast(({ offset }) => offset <= document);
  if (found === undefined) throw new RangeError("the first snapshot begins at 0");
  return found.snapshot.documentOf(document - found.offset);
}

/** The highest positive scores without sorting all of them: a sorted window of `limit` entries. */
function best(scores: Float64Array, limit: number): { document: number; score: number }[] {
  const hits: { document: number; score: number }[] = [];
  for (let document = 0; document < scores.length; document++) {
    const score = scores[document] ?? 0;
    if (score <= 0) continue;
    const worst = hits.at(-1);
    if (hits.length >= limit && worst !== undefined && score <= worst.score) continue;
    let at = hits.length;
    while (at > 0 && (hits[at - 1]?.score ?? 0) < score) at--;
    hits.splice(at, 0, { document, score });
    if (hits.length > limit) hits.pop();
  }
  return hits;
}
