/** What BM25 knows of one chunk: parallel arrays of term number and count. */
export interface TermCounts {
  terms: Uint32Array;
  counts: Uint16Array;
}

export interface Bm25Hit {
  document: number;
  score: number;
}

/** Robertson's usual values; b keeps long chunks from winning by length alone. */
const K1 = 1.5;
const B = 0.75;

/** An inverted index over documents 0..n-1 in typed arrays: 6 bytes a posting. */
export class Bm25Index {
  readonly #offsets: Uint32Array;
  readonly #documents: Uint32Array;
  readonly #counts: Uint16Array;
  /** Per document: K1 * (1 - B + B * length / average length). */
  readonly #lengthNorms: Float64Array;

  constructor(documents: readonly TermCounts[], termCount: number) {
    this.#offsets = new Uint32Array(termCount + 1);
    for (const { terms } of documents) {
      for (const term of terms) this.#offsets[term + 1] = (this.#offsets[term + 1] ?? 0) + 1;
    }
    for (let term = 1; term <= termCount; term++) {
      this.#offsets[term] = (this.#offsets[term] ?? 0) + (this.#offsets[term - 1] ?? 0);
    }
    this.#documents = new Uint32Array(this.postingCount);
    this.#counts = new Uint16Array(this.postingCount);
    this.#lengthNorms = new Float64Array(documents.length);
    this.#fill(documents);
  }

  get postingCount(): number {
    return this.#offsets.at(-1) ?? 0;
  }

  /** Robertson and Sparck Jones' weight, in the form that is never negative. */
  inverseFrequency(term: number): number {
    const found = (this.#offsets[term + 1] ?? 0) - (this.#offsets[term] ?? 0);
    return Math.log(1 + (this.#lengthNorms.length - found + 0.5) / (found + 0.5));
  }

  /** The best documents for weighted terms, best first; equal scores by document number. */
  search(query: ReadonlyMap<number, number>, limit: number): Bm25Hit[] {
    const scores = new Float64Array(this.#lengthNorms.length);
    for (const [term, weight] of query) {
      const idf = this.inverseFrequency(term) * weight;
      const end = this.#offsets[term + 1] ?? 0;
      for (let at = this.#offsets[term] ?? 0; at < end; at++) {
        const document = this.#documents[at] ?? 0;
        const count = this.#counts[at] ?? 0;
        const gain = (idf * count * (K1 + 1)) / (count + (this.#lengthNorms[document] ?? 0));
        scores[document] = (scores[document] ?? 0) + gain;
      }
    }
    return best(scores, limit);
  }

  /** What a document of average length that has each term twice would score. */
  usualScore(query: ReadonlyMap<number, number>): number {
    let sum = 0;
    for (const [term, weight] of query) sum += this.inverseFrequency(term) * weight;
    return (sum * 2 * (K1 + 1)) / (2 + K1);
  }

  #fill(documents: readonly TermCounts[]): void {
    const next = this.#offsets.slice();
    let total = 0;
    for (const [document, { terms, counts }] of documents.entries()) {
      let length = 0;
      for (let index = 0; index < terms.length; index++) {
        const term = terms[index] ?? 0;
        const count = counts[index] ?? 0;
        const at = next[term] ?? 0;
        next[term] = at + 1;
        this.#documents[at] = document;
        this.#counts[at] = count;
        length += count;
      }
      this.#lengthNorms[document] = length;
      total += length;
    }
    const average = Math.max(1, total / Math.max(1, documents.length));
    for (let document = 0; document < documents.length; document++) {
      const length = this.#lengthNorms[document] ?? 0;
      this.#lengthNorms[document] = K1 * (1 - B + (B * length) / average);
    }
  }
}

/** The highest positive scores without sorting all of them: a sorted window of `limit` entries. */
function best(scores: Float64Array, limit: number): Bm25Hit[] {
  const hits: Bm25Hit[] = [];
  for (let document = 0; document < scores.length; document++) {
    const score = scores[document] ?? 0;
    if (score <= 0) continue;
    const worst = hits.at(-1);
    if (hits.length >= limit && worst !== undefined && score <= worst.score) continue;
    let at = hits.length;
    while (at > 0 && (hits[at - 1]?.score ?? 0) < score) at--;
    hits.splice(at, 0, { document, score });
    if (hits.length > limit) hits.pop();
  }
  return hits;
}
