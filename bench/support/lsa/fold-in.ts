export interface FoldedText {
  vector: Float32Array;
  /** Occurrences of terms, and how many of them the basis does not know. */
  terms: number;
  unknownTerms: number;
}

/** A text's place in a fitted space: the sum of its terms' directions, made of length 1. */
export function foldIn(
  termCounts: Iterable<readonly [direction: Float32Array | undefined, count: number]>,
  dimensions: number,
): FoldedText {
  const vector = new Float32Array(dimensions);
  let terms = 0;
  let unknownTerms = 0;
  for (const [direction, count] of termCounts) {
    terms += count;
    if (direction === undefined) {
      unknownTerms += count;
      continue;
    }
    const weight = 1 + Math.log(count);
    for (let index = 0; index < dimensions; index++) {
      vector[index] = (vector[index] ?? 0) + weight * (direction[index] ?? 0);
    }
  }
  normalize(vector);
  return { vector, terms, unknownTerms };
}

function normalize(vector: Float32Array): void {
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (squares === 0) return;
  const scale = 1 / Math.sqrt(squares);
  for (let index = 0; index < vector.length; index++) {
    vector[index] = (vector[index] ?? 0) * scale;
  }
}
