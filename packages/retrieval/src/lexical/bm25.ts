/** Robertson's usual values; b keeps long chunks from winning by length alone. */
const K1 = 1.5;
const B = 0.75;

/** What BM25 knows of all documents that one search looks at. */
export interface Collection {
  documents: number;
  /** Occurrences of terms in all of them. */
  length: number;
}

/** Robertson and Sparck Jones' weight of a term in so many documents, in the form that is never negative. */
export function inverseFrequency(found: number, { documents }: Collection): number {
  return Math.log(1 + (documents - found + 0.5) / (found + 0.5));
}

/** What a document's length does to its gains: 1.5 at average length. */
export function lengthNorm(length: number, averageLength: number): number {
  return K1 * (1 - B + (B * length) / averageLength);
}

export function averageLength({ documents, length }: Collection): number {
  return Math.max(1, length / Math.max(1, documents));
}

/** What a term adds to the score of a document that has it `count` times. */
export function gain(weight: number, count: number, norm: number): number {
  return (weight * count * (K1 + 1)) / (count + norm);
}
