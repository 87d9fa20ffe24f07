import type { ChunkKind } from "@devflow/syntax";
import { ByteReader } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";

/** A chunk as its segment knows it: all that ranking needs but its terms. */
export interface SegmentDocument {
  kind: ChunkKind;
  symbol: string | null;
  startLine: number;
  endLine: number;
  /** Occurrences of terms in its text. */
  length: number;
}

/** Stored: a number is never given to another kind. */
const KIND_NUMBERS: Readonly<Record<ChunkKind, number>> = {
  function: 0,
  method: 1,
  class: 2,
  interface: 3,
  type: 4,
  variable: 5,
  module: 6,
  text: 7,
};
const kinds = new Map(
  Object.entries(KIND_NUMBERS).map(([kind, number]) => [number, kind as ChunkKind]),
);

const BLOCK_BYTES = 32_768;

/** The documents of blobs as blocks of bytes; a blob is never split. */
export function* encodeDocuments(
  blobs: Iterable<readonly SegmentDocument[]>,
): Generator<Uint8Array<ArrayBuffer>> {
  const writer = new ByteWriter();
  for (const documents of blobs) {
    writer.varint(documents.length);
    for (const { kind, symbol, startLine, endLine, length } of documents) {
      writer.varint(KIND_NUMBERS[kind]);
      writer.varint(length);
      writer.varint(startLine);
      writer.varint(Math.max(0, endLine - startLine));
      // Two bytes for none, so that a symbol may also be empty.
      writer.varint(symbol === null ? 0 : 1);
      if (symbol !== null) writer.text(symbol);
    }
    if (writer.size >= BLOCK_BYTES) yield writer.take();
  }
  if (writer.size > 0) yield writer.take();
}

/** The documents of a segment, numbered through: about 17 bytes each, and their symbols. */
export class SegmentDocuments {
  readonly size: number;
  readonly lengths: Uint32Array;
  /** Of each blob the number of its first document; one number more than blobs. */
  readonly starts: Uint32Array;
  readonly #kinds: Uint8Array;
  readonly #startLines: Uint32Array;
  readonly #endLines: Uint32Array;
  /** Where in the bytes a document's symbol is. */
  readonly #symbols: Uint32Array;
  readonly #bytes: Uint8Array;

  constructor(blocks: readonly Uint8Array[], blobCount: number, size: number) {
    this.size = size;
    this.#bytes = Buffer.concat(blocks);
    this.starts = new Uint32Array(blobCount + 1);
    this.lengths = new Uint32Array(size);
    this.#kinds = new Uint8Array(size);
    this.#startLines = new Uint32Array(size);
    this.#endLines = new Uint32Array(size);
    this.#symbols = new Uint32Array(size);
    const reader = new ByteReader(this.#bytes);
    let document = 0;
    for (let blob = 0; blob < blobCount; blob++) {
      const end = document + reader.varint();
      for (; document < end; document++) this.#read(reader, document);
      this.starts[blob + 1] = end;
    }
  }

  /** Bytes in memory, about. */
  get byteLength(): number {
    return this.#bytes.length + 17 * this.size + 12 * this.starts.length;
  }

  at(document: number): SegmentDocument {
    return {
      kind: kinds.get(this.#kinds[document] ?? 0) ?? "text",
      symbol: this.#symbolOf(document),
      startLine: this.#startLines[document] ?? 0,
      endLine: this.#endLines[document] ?? 0,
      length: this.lengths[document] ?? 0,
    };
  }

  /** The documents of a blob, by its place in the segment. */
  ofBlob(blob: number): SegmentDocument[] {
    const start = this.starts[blob] ?? 0;
    const count = (this.starts[blob + 1] ?? start) - start;
    return Array.from({ length: count }, (_, ordinal) => this.at(start + ordinal));
  }

  #read(reader: ByteReader, document: number): void {
    this.#kinds[document] = reader.varint();
    this.lengths[document] = reader.varint();
    const startLine = reader.varint();
    this.#startLines[document] = startLine;
    this.#endLines[document] = startLine + reader.varint();
    this.#symbols[document] = reader.position;
    if (reader.varint() === 1) reader.skipText();
  }

  #symbolOf(document: number): string | null {
    const reader = new ByteReader(this.#bytes, this.#symbols[document]);
    return reader.varint() === 1 ? reader.text() : null;
  }
}
