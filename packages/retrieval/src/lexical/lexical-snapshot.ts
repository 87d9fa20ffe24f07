/**
 * Full text of one version of one repository's live tree.
 *
 * Properties: the documents and their numbers stay as they were when the snapshot was made; the
 * statistics are those of the live documents, exactly; a query reads the blocks of its own terms
 * and no others.
 * Design: documents are the chunks of the live files in order of path, so one content at two paths
 * is two documents. What the segments know of them is mapped to these numbers. The words of a
 * path belong to the file, not to its content, and are added here.
 * Races accepted: a merge may take segments away under a snapshot. It then asks for the live ones
 * and maps again; blobs do not change, so the numbers stay right. A blob swept meanwhile, which
 * takes a week without use, is found no more.
 */
import { ExternalError } from "@devflow/errors";
import type { BlockPlace } from "../storage/lexical-segments.ts";
import { PathTerms } from "./path-terms.ts";
import { type FilePlace, type LiveFile, placeFiles } from "./place-files.ts";
import type { Segment } from "./segment.ts";
import type { SegmentDocument } from "./segment-documents.ts";
import type { SegmentStore } from "./segment-store.ts";
import {
  type FrequencyBounds,
  type SegmentMapping,
  TermReader,
  type TermSource,
} from "./term-reader.ts";

export type { LiveFile };

/** A chunk at a path: what search ranks and shows. */
export interface LexicalDocument extends Omit<SegmentDocument, "length"> {
  repositoryId: number;
  path: string;
  blobId: number;
  ordinal: number;
}

const MOST_ATTEMPTS = 5;
/** Frequencies kept, and bounds of others, for texts of code that ask for hundreds of terms: about 2 MB each. */
const MOST_FREQUENCIES = 20_000;

export class LexicalSnapshot {
  readonly version: number;
  readonly repositoryId: number;
  /** Sorted by path: the order decides between equal scores, the same on every engine. */
  readonly files: readonly LiveFile[];
  /** Occurrences of terms by document, its path's included. */
  readonly lengths: Uint32Array;
  /** Their sum. */
  readonly totalLength: number;
  /** How many documents have a term, as far as it was counted already. */
  readonly frequencies = new Map<string, number>();
  /** Between which numbers that is, for terms that were never counted: frequent ones are seldom worth it. */
  readonly bounds = new Map<string, FrequencyBounds>();
  readonly #store: SegmentStore;
  readonly #pathTerms: PathTerms;
  readonly #starts: Uint32Array;
  readonly #filesOf: ReadonlyMap<number, readonly number[]>;
  #places: (FilePlace | null)[];
  #mappings: ReadonlyMap<Segment, SegmentMapping>;

  constructor(
    source: { repositoryId: number; version: number; store: SegmentStore },
    files: readonly LiveFile[],
    segments: readonly Segment[],
  ) {
    this.repositoryId = source.repositoryId;
    this.version = source.version;
    this.files = files;
    this.#store = source.store;
    this.#pathTerms = new PathTerms(files.map(({ path }) => path));
    this.#filesOf = groupFiles(files);
    this.#places = placeFiles(files, segments);
    this.#starts = numberDocuments(this.#places);
    this.#mappings = mapSegments(segments, this.#places, this.#starts);
    this.lengths = this.#measure();
    this.totalLength = this.lengths.reduce((sum, length) => sum + length, 0);
  }

  /** How many documents there are. */
  get size(): number {
    return this.lengths.length;
  }

  /** Bytes in memory, about, without the segments. */
  get byteLength(): number {
    return 12 * this.size + 600 * this.files.length;
  }

  /** The live files with this content; none for a blob that is not live. */
  pathsOf(blobId: number): readonly string[] {
    return (this.#filesOf.get(blobId) ?? []).map((file) => this.files[file]?.path ?? "");
  }

  documentsOf(path: string): LexicalDocument[] {
    const file = this.#fileAt(path);
    const start = this.#starts[file] ?? 0;
    const end = this.#starts[file + 1] ?? 0;
    return Array.from({ length: Math.max(0, end - start) }, (_, ordinal) =>
      this.#documentIn(file, ordinal),
    );
  }

  documentAt(path: string, ordinal: number): LexicalDocument | undefined {
    const file = this.#fileAt(path);
    const size = (this.#starts[file + 1] ?? 0) - (this.#starts[file] ?? 0);
    return ordinal >= 0 && ordinal < size ? this.#documentIn(file, ordinal) : undefined;
  }

  documentWithLine(path: string, line: number): LexicalDocument | undefined {
    return this.documentsOf(path).find(
      ({ startLine, endLine }) => startLine <= line && line <= endLine,
    );
  }

  /** The document of a number, 0 up to `size`. */
  documentOf(number: number): LexicalDocument {
    const file = lastAtMost(this.#starts, number);
    return this.#documentIn(file, number - (this.#starts[file] ?? 0));
  }

  /** Brings the blocks of the terms into memory. */
  async readTerms(terms: Iterable<string>): Promise<TermReader> {
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      const sources = await this.#sourcesOf(new Set(terms));
      if (sources !== null) return new TermReader(sources, this.#pathTerms, this.#starts);
      const segments = await this.#store.refresh();
      this.#places = placeFiles(this.files, segments);
      this.#mappings = mapSegments(segments, this.#places, this.#starts);
    }
    throw new ExternalError("segments were merged away under a search five times", {
      service: "database",
      retryable: true,
      code: "index_contended",
    });
  }

  /** Remembers how many documents have a term. */
  rememberFrequency(term: string, found: number): void {
    if (this.frequencies.size >= MOST_FREQUENCIES) this.frequencies.clear();
    this.frequencies.set(term, found);
  }

  /** The bounds of a term, as they were looked up or counted. */
  boundsOf(term: string): FrequencyBounds | undefined {
    const counted = this.frequencies.get(term);
    return counted === undefined ? this.bounds.get(term) : { least: counted, most: counted };
  }

  rememberBounds(term: string, bounds: FrequencyBounds): void {
    if (this.bounds.size >= MOST_FREQUENCIES) this.bounds.clear();
    this.bounds.set(term, bounds);
  }

  async #sourcesOf(terms: ReadonlySet<string>): Promise<Map<string, TermSource[]> | null> {
    const wanted: { term: string; mapping: SegmentMapping; places: BlockPlace[] }[] = [];
    const places = new Map<string, BlockPlace>();
    for (const [segment, mapping] of this.#mappings) {
      for (const term of terms) {
        const ofTerm = segment.blocksOf(term).map((number) => ({ segmentId: segment.id, number }));
        for (const place of ofTerm) places.set(keyOfPlace(place), place);
        wanted.push({ term, mapping, places: ofTerm });
      }
    }
    const blocks = await this.#store.blocks([...places.values()]);
    if (blocks === null) return null;
    const byKey = new Map([...places.keys()].map((key, index) => [key, blocks[index]]));
    const sources = new Map<string, TermSource[]>([...terms].map((term) => [term, []]));
    for (const { term, mapping, places: ofTerm } of wanted) {
      const found = ofTerm.flatMap((place) => byKey.get(keyOfPlace(place)) ?? []);
      if (found.length > 0) sources.get(term)?.push({ mapping, blocks: found });
    }
    return sources;
  }

  #documentIn(file: number, ordinal: number): LexicalDocument {
    const { path, blobId } = this.files[file] ?? { path: "", blobId: 0 };
    const place = this.#places[file];
    const { repositoryId } = this;
    if (!place) {
      // Swept and merged away since: a shell of a document, which no query gives.
      const gone = { kind: "text", symbol: null, startLine: 1, endLine: 1 } as const;
      return { ...gone, repositoryId, path, blobId, ordinal };
    }
    const { length, ...document } = place.segment.documents.at(place.first + ordinal);
    return { ...document, repositoryId, path, blobId, ordinal };
  }

  /** NaN for a path that is not live. */
  #fileAt(path: string): number {
    let low = 0;
    let high = this.files.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.files[middle]?.path ?? "") < path) low = middle + 1;
      else high = middle;
    }
    return this.files[low]?.path === path ? low : Number.NaN;
  }

  #measure(): Uint32Array {
    const lengths = new Uint32Array(this.#starts.at(-1) ?? 0);
    for (const [file, place] of this.#places.entries()) {
      if (place === null) continue;
      const start = this.#starts[file] ?? 0;
      const ofPath = this.#pathTerms.lengths[file] ?? 0;
      for (let ordinal = 0; ordinal < place.size; ordinal++) {
        const ofText = place.segment.documents.lengths[place.first + ordinal] ?? 0;
        lengths[start + ordinal] = ofText + ofPath;
      }
    }
    return lengths;
  }
}

function keyOfPlace({ segmentId, number }: BlockPlace): string {
  return `${segmentId} ${number}`;
}

function groupFiles(files: readonly LiveFile[]): Map<number, number[]> {
  const byBlob = new Map<number, number[]>();
  for (const [file, { blobId }] of files.entries()) {
    const known = byBlob.get(blobId);
    if (known === undefined) byBlob.set(blobId, [file]);
    else known.push(file);
  }
  return byBlob;
}

function numberDocuments(places: readonly (FilePlace | null)[]): Uint32Array {
  const starts = new Uint32Array(places.length + 1);
  for (const [file, place] of places.entries()) {
    starts[file + 1] = (starts[file] ?? 0) + (place?.size ?? 0);
  }
  return starts;
}

function mapSegments(
  segments: readonly Segment[],
  places: readonly (FilePlace | null)[],
  starts: Uint32Array,
): Map<Segment, SegmentMapping> {
  const mappings = new Map(
    segments.map((segment) => {
      const { size } = segment.documents;
      const copies = new Map<number, number[]>();
      const numbers = new Int32Array(size).fill(-1);
      return [segment, { numbers, copies, copyCount: 0, deadCount: size }];
    }),
  );
  for (const [file, place] of places.entries()) {
    const mapping = place === null ? undefined : mappings.get(place.segment);
    if (place === null || mapping === undefined) continue;
    for (let ordinal = 0; ordinal < place.size; ordinal++) {
      const inSegment = place.first + ordinal;
      const document = (starts[file] ?? 0) + ordinal;
      if (mapping.numbers[inSegment] === -1) {
        mapping.numbers[inSegment] = document;
        mapping.deadCount -= 1;
      } else {
        mapping.copies.set(inSegment, [...(mapping.copies.get(inSegment) ?? []), document]);
        mapping.copyCount += 1;
      }
    }
  }
  return mappings;
}

/** The place of the last number that is not above the given one. */
function lastAtMost(numbers: Uint32Array, number: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] ?? 0) <= number) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
