import { orthonormalize } from "./orthonormalize.ts";
import { seededRandom } from "./seeded-random.ts";
import type { TermCounts } from "./term-counts.ts";

/** Measured over 1,800 chunks: 256 dimensions were no better than 64 on three TypeScript repositories. */
export const LSA_DIMENSIONS = 64;
const MOST_TERMS = 8_192;
const ITERATIONS = 4;
const SEED = 20_260_101;

/** For each kept term its number and, row after row, its direction. */
export interface LsaBasis {
  terms: Uint32Array;
  directions: Float32Array;
  dimensions: number;
}

interface SparseRows {
  offsets: Uint32Array;
  columns: Uint32Array;
  values: Float64Array;
}

/**
 * Latent semantic analysis: the subspace of term space that holds most of the documents' TF-IDF
 * weight, found by subspace iteration from a seeded random start, so the same documents give the
 * same basis, whatever numbers their terms have. Any orthonormal basis of that subspace gives the
 * same inner products, so the singular values themselves are never needed.
 */
export function fitLsa(documents: readonly TermCounts[], names: readonly string[]): LsaBasis {
  const { terms, weights } = chooseTerms(documents, names);
  const rows = weigh(documents, terms, weights, names.length);
  const dimensions = Math.min(LSA_DIMENSIONS, Math.floor(documents.length / 4), terms.length);
  const columns = randomColumns(terms.length, dimensions);
  orthonormalize(columns);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    multiplyByGram(rows, columns);
    orthonormalize(columns);
  }
  const directions = new Float32Array(terms.length * dimensions);
  for (let term = 0; term < terms.length; term++) {
    for (const [dimension, column] of columns.entries()) {
      directions[term * dimensions + dimension] = (column[term] ?? 0) * (weights[term] ?? 0);
    }
  }
  return { terms, directions, dimensions };
}

/** Terms in two chunks or more and in at most half of them, the most frequent first, with IDF. */
function chooseTerms(documents: readonly TermCounts[], names: readonly string[]) {
  const frequencies = new Uint32Array(names.length);
  for (const { terms } of documents) {
    for (const term of terms) frequencies[term] = (frequencies[term] ?? 0) + 1;
  }
  const kept: { term: number; frequency: number }[] = [];
  for (const [term, frequency] of frequencies.entries()) {
    if (frequency >= 2 && frequency <= documents.length / 2) kept.push({ term, frequency });
  }
  const nameOf = (term: number) => names[term] ?? "";
  kept.sort((a, b) => b.frequency - a.frequency || (nameOf(a.term) < nameOf(b.term) ? -1 : 1));
  kept.length = Math.min(kept.length, MOST_TERMS);
  return {
    terms: Uint32Array.from(kept, ({ term }) => term),
    weights: Float64Array.from(kept, ({ frequency }) => Math.log(documents.length / frequency)),
  };
}

/** The documents as sparse rows of (1 + log count) x IDF, each of length 1. */
function weigh(
  documents: readonly TermCounts[],
  terms: Uint32Array,
  weights: Float64Array,
  termCount: number,
): SparseRows {
  const columnOf = new Int32Array(termCount).fill(-1);
  for (const [column, term] of terms.entries()) columnOf[term] = column;
  const offsets = new Uint32Array(documents.length + 1);
  const columns: number[] = [];
  const values: number[] = [];
  for (const [row, document] of documents.entries()) {
    let squares = 0;
    const start = values.length;
    for (let index = 0; index < document.terms.length; index++) {
      const column = columnOf[document.terms[index] ?? 0] ?? -1;
      if (column === -1) continue;
      const value = (1 + Math.log(document.counts[index] ?? 1)) * (weights[column] ?? 0);
      columns.push(column);
      values.push(value);
      squares += value * value;
    }
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (let at = start; at < values.length; at++) values[at] = (values[at] ?? 0) * scale;
    offsets[row + 1] = values.length;
  }
  return { offsets, columns: Uint32Array.from(columns), values: Float64Array.from(values) };
}

function randomColumns(length: number, count: number): Float64Array[] {
  const random = seededRandom(SEED);
  return Array.from({ length: count }, () => Float64Array.from({ length }, random));
}

/** Each column becomes (rows^T x rows) x column: one step towards the heaviest subspace. */
function multiplyByGram(rows: SparseRows, columns: readonly Float64Array[]): void {
  const { offsets, columns: places, values } = rows;
  for (const column of columns) {
    const result = new Float64Array(column.length);
    for (let row = 0; row + 1 < offsets.length; row++) {
      const start = offsets[row] ?? 0;
      const end = offsets[row + 1] ?? 0;
      let product = 0;
      for (let at = start; at < end; at++) {
        product += (values[at] ?? 0) * (column[places[at] ?? 0] ?? 0);
      }
      for (let at = start; at < end; at++) {
        const place = places[at] ?? 0;
        result[place] = (result[place] ?? 0) + product * (values[at] ?? 0);
      }
    }
    column.set(result);
  }
}
