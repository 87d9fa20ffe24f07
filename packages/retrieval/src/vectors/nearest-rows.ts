import { UNIT } from "./vector-arena.ts";

export interface NearRow {
  blobId: number;
  ordinal: number;
  /** Cosine above 0 and up to 1, to four digits: order must not depend on the last bits. */
  similarity: number;
}

const DIGITS = 10_000;
const PER_PRODUCT = DIGITS / (UNIT * UNIT);

interface Candidate {
  product: number;
  blobId: number;
  ordinal: number;
}

/** Keeps the best of many products; sorts now and then instead of at each one. */
export class NearestRows {
  /** A smaller product need not be added. */
  leastProduct = Math.floor(0.5 / PER_PRODUCT);
  #candidates: Candidate[] = [];
  #limit: number;
  #capacity: number;

  constructor(limit: number) {
    this.#limit = limit;
    this.#capacity = 4 * limit;
  }

  add(product: number, blobId: number, ordinal: number): void {
    this.#candidates.push({ product, blobId, ordinal });
    if (this.#candidates.length < this.#capacity) return;
    this.#prune();
    // A thousand copies of one text are all as near as the last.
    this.#capacity = Math.max(this.#capacity, 2 * this.#candidates.length);
  }

  /** The best ones, and all that are as near as the last of them; in no order. */
  take(): NearRow[] {
    this.#prune();
    return this.#candidates.flatMap(({ product, blobId, ordinal }) => {
      const similarity = digitsOf(product) / DIGITS;
      return similarity > 0 ? [{ blobId, ordinal, similarity }] : [];
    });
  }

  #prune(): void {
    const last = this.#candidates.sort((a, b) => b.product - a.product)[this.#limit - 1];
    if (last === undefined) return;
    const digits = digitsOf(last.product);
    this.#candidates = this.#candidates.filter(({ product }) => digitsOf(product) >= digits);
    this.leastProduct = Math.max(this.leastProduct, Math.floor((digits - 0.5) / PER_PRODUCT));
  }
}

function digitsOf(product: number): number {
  return Math.round(product * PER_PRODUCT);
}
