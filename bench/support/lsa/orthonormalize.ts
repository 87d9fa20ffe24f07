/** Below this share of its former length a column is a combination of the ones before it. */
const DEPENDENT = 1e-6;

/**
 * Makes the columns orthogonal and of length 1, in place: Gram-Schmidt, run twice over every
 * column because once loses orthogonality to rounding. A dependent column becomes zero.
 */
export function orthonormalize(columns: readonly Float64Array[]): void {
  for (const [index, column] of columns.entries()) {
    const before = lengthOf(column);
    for (let pass = 0; pass < 2; pass++) {
      for (let other = 0; other < index; other++) {
        const base = columns[other];
        if (base !== undefined) subtractProjection(column, base);
      }
    }
    const after = lengthOf(column);
    const scale = after > before * DEPENDENT && after > 0 ? 1 / after : 0;
    for (let row = 0; row < column.length; row++) column[row] = (column[row] ?? 0) * scale;
  }
}

function subtractProjection(column: Float64Array, base: Float64Array): void {
  let product = 0;
  for (let row = 0; row < column.length; row++) product += (column[row] ?? 0) * (base[row] ?? 0);
  if (product === 0) return;
  for (let row = 0; row < column.length; row++) {
    column[row] = (column[row] ?? 0) - product * (base[row] ?? 0);
  }
}

function lengthOf(column: Float64Array): number {
  let sum = 0;
  for (const value of column) sum += value * value;
  return Math.sqrt(sum);
}
