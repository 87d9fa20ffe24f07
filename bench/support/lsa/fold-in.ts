/** A text's place in a fitted space: the sum of its terms' directions, made of length 1. */
export function foldIn(
  termCounts: Iterable<readonly [direction: Float32Array | undefined, count: number]>,
  dimensions: number,
): Float32Array {
  const vector = new Float32Array(dimensions);
  for (const [direction, count] of termCounts) {
    if (direction === undefined) continue;
    const weight = 1 + Math.log(count);
    for (let index = 0; index < dimensions; index++) {
      vector[index] = (vector[index] ?? 0) + weight * (direction[index] ?? 0);
    }
  }
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}
