/** Counts of one term by document. */
export class Tally {
  /** The documents that have the term, each once. */
  readonly documents: Uint32Array;
  readonly counts: Uint32Array;
  size = 0;

  /** Room for as many numbers as there are documents; all counts are 0. */
  constructor(documents: Uint32Array, counts: Uint32Array) {
    this.documents = documents;
    this.counts = counts;
  }

  add(document: number, count: number): void {
    const former = this.counts[document] ?? 0;
    if (former === 0) this.documents[this.size++] = document;
    this.counts[document] = former + count;
  }

  /** Ready for the next term, at the price of what was counted. */
  clear(): void {
    for (let index = 0; index < this.size; index++) this.counts[this.documents[index] ?? 0] = 0;
    this.size = 0;
  }
}
