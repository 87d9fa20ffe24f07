import { type Postings, TermBlock } from "./term-block.ts";

/** Walks through the terms of a segment in order, and asks for its blocks a few at a time. */
export class TermCursor {
  /** The term it stands at; null behind the last. */
  term: string | null = null;
  #block: TermBlock | null = null;
  #entry = 0;
  readonly #blocks: AsyncIterator<Uint8Array>;

  constructor(blocks: AsyncIterable<Uint8Array>) {
    this.#blocks = blocks[Symbol.asyncIterator]();
  }

  /** Goes to the first term, or on to the next block. */
  async load(): Promise<void> {
    const { value, done } = await this.#blocks.next();
    this.#block = done ? null : new TermBlock(value);
    this.#entry = 0;
    this.term = this.#block?.termAt(0) ?? null;
  }

  /** Adds the postings of the entry it stands at. The next one may have the same term. */
  read(into: Postings): void {
    this.#block?.readEntry(this.#entry, into);
  }

  /** Goes to the next entry; false when the next block must be loaded for it. */
  step(): boolean {
    this.#entry += 1;
    if (this.#block === null || this.#entry >= this.#block.size) return false;
    this.term = this.#block.termAt(this.#entry);
    return true;
  }
}
