import type { Chunk } from "@devflow/syntax";
import { chunkText } from "../text/chunk-text.ts";
import { countTerms } from "../text/split-terms.ts";
import { encodeDocuments, type SegmentDocument } from "./segment-documents.ts";
import { type EncodedBlock, emptyPostings, reserve, TermBlockWriter } from "./term-block.ts";

export interface BlobChunks {
  id: number;
  chunks: readonly Pick<Chunk, "kind" | "symbol" | "scopes" | "startLine" | "endLine" | "text">[];
}

/** A segment ready to be stored. Plain data: it crosses threads. */
export interface EncodedSegment {
  blobIds: number[];
  /** How many documents all blobs have. */
  size: number;
  documents: Uint8Array<ArrayBuffer>[];
  terms: EncodedBlock[];
}

/**
 * Counts the terms of blobs and packs them into a segment: documents are numbered through, blob
 * after blob. Pure: it runs in any thread.
 */
export function encodeSegment(blobs: readonly BlobChunks[]): EncodedSegment {
  const documentsOf: SegmentDocument[][] = [];
  /** Term to pairs of document and count. */
  const terms = new Map<string, number[]>();
  let size = 0;
  for (const { chunks } of blobs) {
    documentsOf.push(
      chunks.map((chunk) => {
        const { kind, symbol, startLine, endLine } = chunk;
        const length = addTerms(terms, size, chunkText(chunk));
        size += 1;
        return { kind, symbol, startLine, endLine, length };
      }),
    );
  }
  return {
    blobIds: blobs.map(({ id }) => id),
    size,
    documents: [...encodeDocuments(documentsOf)],
    terms: encodeTerms(terms),
  };
}

function addTerms(terms: Map<string, number[]>, document: number, text: string): number {
  let length = 0;
  for (const [term, count] of countTerms(text)) {
    const known = terms.get(term);
    if (known === undefined) terms.set(term, [document, count]);
    else known.push(document, count);
    length += count;
  }
  return length;
}

function encodeTerms(terms: ReadonlyMap<string, readonly number[]>): EncodedBlock[] {
  const writer = new TermBlockWriter();
  const postings = emptyPostings();
  for (const term of [...terms.keys()].sort()) {
    const pairs = terms.get(term) ?? [];
    postings.size = 0;
    reserve(postings, pairs.length / 2);
    for (let index = 0; index < pairs.length; index += 2) {
      postings.documents[postings.size] = pairs[index] ?? 0;
      postings.counts[postings.size] = pairs[index + 1] ?? 0;
      postings.size += 1;
    }
    writer.add(term, postings);
  }
  return writer.finish();
}
