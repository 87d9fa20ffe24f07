import { SegmentDocuments } from "./segment-documents.ts";

export interface SegmentParts {
  id: number;
  blobIds: readonly number[];
  size: number;
  documentBlocks: readonly Uint8Array[];
  /** The first term of each block of terms, in order. */
  firstTerms: readonly string[];
}

/** A segment in memory: its documents, and where to find its terms. */
export class Segment {
  readonly id: number;
  readonly blobIds: readonly number[];
  readonly documents: SegmentDocuments;
  readonly #firstTerms: readonly string[];
  /** Blocks of documents come before those of terms. */
  readonly #firstTermBlock: number;

  constructor({ id, blobIds, size, documentBlocks, firstTerms }: SegmentParts) {
    this.id = id;
    this.blobIds = blobIds;
    this.documents = new SegmentDocuments(documentBlocks, blobIds.length, size);
    this.#firstTerms = firstTerms;
    this.#firstTermBlock = documentBlocks.length;
  }

  get byteLength(): number {
    return this.documents.byteLength + 8 * this.blobIds.length + 48 * this.#firstTerms.length;
  }

  /** The numbers of all blocks of terms, in order. */
  get termBlocks(): number[] {
    return this.#firstTerms.map((_, index) => this.#firstTermBlock + index);
  }

  /** The numbers of the blocks in which a term may stand: one, or several for a frequent term. */
  blocksOf(term: string): number[] {
    // The last block that begins before the term may end with it.
    const numbers: number[] = [];
    for (let index = Math.max(0, this.#firstAtLeast(term) - 1); ; index++) {
      const first = this.#firstTerms[index];
      if (first === undefined || first > term) return numbers;
      numbers.push(this.#firstTermBlock + index);
    }
  }

  #firstAtLeast(term: string): number {
    let low = 0;
    let high = this.#firstTerms.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#firstTerms[middle] ?? "") < term) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
