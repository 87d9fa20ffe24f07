import { ByteReader } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";

/** Documents of a segment in rising order, and how often a term stands in each. */
export interface Postings {
  documents: Uint32Array;
  counts: Uint32Array;
  /** How many of both are filled. */
  size: number;
}

export interface EncodedBlock {
  firstTerm: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** Small enough that a rare term costs little to read, large enough to be few. */
const BLOCK_BYTES = 32_768;
/**
 * Postings of a frequent term are cut into pieces of about this size. A block then stays below
 * 64 kB, so that two bytes say where an entry begins.
 */
const PIECE_BYTES = 16_384;

/**
 * Packs terms, given in rising order, into blocks. An entry is the term, the number of its
 * postings, and for each the distance from the document before, with one bit for a count of 1.
 */
export class TermBlockWriter {
  readonly #entries = new ByteWriter();
  readonly #piece = new ByteWriter();
  #places: number[] = [];
  #firstTerm = "";
  #done: EncodedBlock[] = [];

  add(term: string, { documents, counts, size }: Postings): void {
    let inPiece = 0;
    let previous = 0;
    for (let index = 0; index < size; index++) {
      const document = documents[index] ?? 0;
      const count = counts[index] ?? 0;
      this.#piece.varint(((document - previous) << 1) | (count === 1 ? 1 : 0));
      if (count !== 1) this.#piece.varint(count);
      previous = document;
      inPiece += 1;
      if (this.#piece.size < PIECE_BYTES) continue;
      this.#addPiece(term, inPiece);
      inPiece = 0;
      previous = 0;
    }
    if (inPiece > 0) this.#addPiece(term, inPiece);
  }

  /** The blocks that are full; they are forgotten here. */
  take(): EncodedBlock[] {
    const done = this.#done;
    this.#done = [];
    return done;
  }

  /** The blocks that are left. */
  finish(): EncodedBlock[] {
    this.#closeBlock();
    return this.take();
  }

  #addPiece(term: string, count: number): void {
    if (this.#places.length === 0) this.#firstTerm = term;
    this.#places.push(this.#entries.size);
    this.#entries.text(term);
    this.#entries.varint(count);
    this.#entries.append(this.#piece.take());
    if (this.#entries.size >= BLOCK_BYTES) this.#closeBlock();
  }

  #closeBlock(): void {
    if (this.#places.length === 0) return;
    for (const place of this.#places) this.#entries.uint16(place);
    this.#entries.uint16(this.#places.length);
    this.#done.push({ firstTerm: this.#firstTerm, bytes: this.#entries.take() });
    this.#places = [];
  }
}

/** One block, searched as it is: nothing is unpacked but what is asked for. */
export class TermBlock {
  readonly size: number;
  readonly #bytes: Uint8Array;
  readonly #places: number;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.size = this.#uint16(bytes.length - 2);
    this.#places = bytes.length - 2 - 2 * this.size;
  }

  get byteLength(): number {
    return this.#bytes.length;
  }

  termAt(entry: number): string {
    return this.#readerAt(entry).text();
  }

  /** Adds the postings of an entry to those given. */
  readEntry(entry: number, into: Postings): void {
    const reader = this.#readerAt(entry);
    reader.skipText();
    const count = reader.varint();
    reserve(into, count);
    const { documents, counts } = into;
    const bytes = this.#bytes;
    let position = reader.position;
    let document = 0;
    let at = into.size;
    // The heart of every query. Most distances take one byte, so the reader is only asked for others.
    for (const end = at + count; at < end; at++) {
      let packed = bytes[position++] ?? 0;
      if (packed > 0x7f) {
        reader.position = position - 1;
        packed = reader.varint();
        position = reader.position;
      }
      document += packed >>> 1;
      documents[at] = document;
      if ((packed & 1) === 1) {
        counts[at] = 1;
        continue;
      }
      reader.position = position;
      counts[at] = reader.varint();
      position = reader.position;
    }
    into.size = at;
  }

  /** Adds the postings of a term to those given; none when it is not here. */
  readTerm(term: string, into: Postings): void {
    for (let entry = this.#firstAtLeast(term); entry < this.size; entry++) {
      if (this.termAt(entry) !== term) return;
      this.readEntry(entry, into);
    }
  }

  /** How many postings of a term are here. */
  countTerm(term: string): number {
    let sum = 0;
    for (let entry = this.#firstAtLeast(term); entry < this.size; entry++) {
      const reader = this.#readerAt(entry);
      if (reader.text() !== term) break;
      sum += reader.varint();
    }
    return sum;
  }

  #firstAtLeast(term: string): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#isBelow(middle, term)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * Compares the bytes of the entry as they are. A byte above ASCII is above every letter of ASCII as
   * its character is; only where both are above it are bytes and strings in another order.
   */
  #isBelow(entry: number, term: string): boolean {
    const reader = this.#readerAt(entry);
    const length = reader.varint();
    const start = reader.position;
    const shared = Math.min(length, term.length);
    for (let index = 0; index < shared; index++) {
      const byte = this.#bytes[start + index] ?? 0;
      const code = term.charCodeAt(index);
      if (byte > 0x7f && code > 0x7f) return this.termAt(entry) < term;
      if (byte !== code) return byte < code;
    }
    return length < term.length;
  }

  #readerAt(entry: number): ByteReader {
    return new ByteReader(this.#bytes, this.#uint16(this.#places + 2 * entry));
  }

  #uint16(at: number): number {
    return (this.#bytes[at] ?? 0) | ((this.#bytes[at + 1] ?? 0) << 8);
  }
}

export function emptyPostings(): Postings {
  return { documents: new Uint32Array(64), counts: new Uint32Array(64), size: 0 };
}

/** Makes room for so many more. */
export function reserve(postings: Postings, count: number): void {
  const needed = postings.size + count;
  if (needed <= postings.documents.length) return;
  const documents = new Uint32Array(Math.max(needed, postings.documents.length * 2));
  const counts = new Uint32Array(documents.length);
  documents.set(postings.documents.subarray(0, postings.size));
  counts.set(postings.counts.subarray(0, postings.size));
  postings.documents = documents;
  postings.counts = counts;
}
