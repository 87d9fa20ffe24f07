/** Counts of one term by document, over all documents of a search. */
export class Tally {
  /** The documents that have the term, each once. */
  readonly documents: Uint32Array;
  readonly counts: Uint32Array;
  size = 0;

  constructor(documentCount: number) {
    this.documents = new Uint32Array(documentCount);
    this.counts = new Uint32Array(documentCount);
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
