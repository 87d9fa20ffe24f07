import { invariant } from "@devflow/errors";
import { createDotFunction, type DotFunction, STEP } from "./dot-module.ts";

/** A vector of length 1 in whole numbers: each is off by at most 1/65,534. */
export const UNIT = 32_767;

const SLAB_BYTES = 256 * 1024;
const PAGE_BYTES = 64 * 1024;
/** The longest question, 4,000 dimensions, and the products of a slab with the shortest rows. */
const QUESTION_BYTES = 8 * 1024;

/**
 * Memory for vectors, cut into slabs that whoever searches takes and gives back. WebAssembly
 * memory never shrinks, and each one reserves gigabytes of address space: hence one for all.
 */
export class VectorArena {
  readonly #memory: WebAssembly.Memory;
  readonly #dot: DotFunction;
  readonly #mostSlabs: number;
  readonly #free: number[] = [];
  #slabs = 0;

  constructor(mostBytes: number) {
    this.#mostSlabs = Math.floor(mostBytes / SLAB_BYTES);
    const pages = SLAB_BYTES / PAGE_BYTES;
    this.#memory = new WebAssembly.Memory({
      initial: pages,
      // The first slab is for the question and the products.
      maximum: (this.#mostSlabs + 1) * pages,
    });
    this.#dot = createDotFunction(this.#memory);
  }

  /** The start of a slab, or null when all are taken. */
  take(): number | null {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#slabs === this.#mostSlabs) return null;
    this.#slabs += 1;
    this.#memory.grow(SLAB_BYTES / PAGE_BYTES);
    return this.#slabs * SLAB_BYTES;
  }

  giveBack(slab: number): void {
    this.#free.push(slab);
  }

  /** The numbers of a row to write to. Not to be kept: growing the memory moves it. */
  row(slab: number, row: number, dimensions: number): Int16Array {
    const start = slab + row * rowBytesOf(dimensions);
    return new Int16Array(this.#memory.buffer, start, dimensions);
  }

  /** The question for {@link products}, as unit vector. */
  ask(question: Float32Array): void {
    const padded = new Int16Array(this.#memory.buffer, 0, rowBytesOf(question.length) / 2);
    padded.fill(0);
    for (let at = 0; at < question.length; at++) padded[at] = toUnit(question[at] ?? 0);
  }

  /** The question's inner products with the first rows of a slab; valid until the next call. */
  products(slab: number, rows: number, dimensions: number): Int32Array {
    invariant(rows <= rowsPerSlab(dimensions), "a slab has only so many rows");
    const out = QUESTION_BYTES;
    if (rows > 0) this.#dot(0, slab, rows, rowBytesOf(dimensions), out);
    return new Int32Array(this.#memory.buffer, out, rows);
  }
}

/** A number of a unit vector as whole number. */
export function toUnit(value: number): number {
  return Math.round(Math.max(-1, Math.min(1, value)) * UNIT);
}

export function rowsPerSlab(dimensions: number): number {
  return Math.floor(SLAB_BYTES / rowBytesOf(dimensions));
}

/** The question's padding is zero, so what stands in a row's adds nothing. */
function rowBytesOf(dimensions: number): number {
  return 2 * STEP * Math.ceil(dimensions / STEP);
}
