import type { PathTerms } from "./path-terms.ts";
import type { Tally } from "./tally.ts";
import { emptyPostings, type TermBlock } from "./term-block.ts";

/** Which documents of a search a segment's documents are. */
export interface SegmentMapping {
  /** The document by its number in the segment, -1 for one that is not live. */
  numbers: Int32Array;
  /** Further ones, where several files have the same content. */
  copies: ReadonlyMap<number, readonly number[]>;
  copyCount: number;
  deadCount: number;
}

/** Blocks of one segment in which a term may stand. */
export interface TermSource {
  mapping: SegmentMapping;
  blocks: readonly TermBlock[];
}

/** The number of live documents with a term is not less and not more. */
export interface FrequencyBounds {
  least: number;
  most: number;
}

const postings = emptyPostings();

/** Reads terms whose blocks are in memory: nothing waits here. */
export class TermReader {
  readonly #sources: ReadonlyMap<string, readonly TermSource[]>;
  readonly #pathTerms: PathTerms;
  /** Of each file its first document; one number more than files. */
  readonly #starts: Uint32Array;

  constructor(
    sources: ReadonlyMap<string, readonly TermSource[]>,
    pathTerms: PathTerms,
    starts: Uint32Array,
  ) {
    this.#sources = sources;
    this.#pathTerms = pathTerms;
    this.#starts = starts;
  }

  /** Counts a term's live documents. */
  count(term: string, tally: Tally): void {
    for (const { mapping, blocks } of this.#sources.get(term) ?? []) {
      postings.size = 0;
      for (const block of blocks) block.readTerm(term, postings);
      countPostings(mapping, tally);
    }
    const ofPaths = this.#pathTerms.of(term);
    for (let index = 0; index < ofPaths.length; index += 2) {
      const file = ofPaths[index] ?? 0;
      const count = ofPaths[index + 1] ?? 0;
      const end = this.#starts[file + 1] ?? 0;
      for (let document = this.#starts[file] ?? 0; document < end; document++) {
        tally.add(document, count);
      }
    }
  }

  /** Bounds of the number of live documents with a term, without reading its postings. */
  bounds(term: string): FrequencyBounds {
    let least = 0;
    let most = 0;
    for (const { mapping, blocks } of this.#sources.get(term) ?? []) {
      let found = 0;
      for (const block of blocks) found += block.countTerm(term);
      least += Math.max(0, found - mapping.deadCount);
      most += found === 0 ? 0 : found + mapping.copyCount;
    }
    const ofPaths = this.#pathTerms.of(term);
    for (let index = 0; index < ofPaths.length; index += 2) {
      const file = ofPaths[index] ?? 0;
      most += (this.#starts[file + 1] ?? 0) - (this.#starts[file] ?? 0);
    }
    return { least, most };
  }
}

function countPostings({ numbers, copies }: SegmentMapping, tally: Tally): void {
  const { documents, counts, size } = postings;
  for (let index = 0; index < size; index++) {
    const inSegment = documents[index] ?? 0;
    const document = numbers[inSegment] ?? -1;
    if (document === -1) continue;
    const count = counts[index] ?? 0;
    tally.add(document, count);
    if (copies.size === 0) continue;
    for (const copy of copies.get(inSegment) ?? []) tally.add(copy, count);
  }
}
