/** A share with its 95 % interval. */
export interface Share {
  value: number;
  low: number;
  high: number;
}

/** Two-sided 95 % of the standard normal distribution. */
const z = 1.959964;

/** Wilson's score interval (1927): right also for few cases and for shares near 0. NaN for no case. */
export function share(hits: number, cases: number): Share {
  if (cases === 0) return { value: Number.NaN, low: Number.NaN, high: Number.NaN };
  const value = hits / cases;
  const scale = 1 + (z * z) / cases;
  const middle = (value + (z * z) / (2 * cases)) / scale;
  const half =
    (z * Math.sqrt((value * (1 - value)) / cases + (z * z) / (4 * cases * cases))) / scale;
  return { value, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/** `12.3 % (8.1-17.9)`; a dash where there is no case. */
export function percent({ value, low, high }: Share): string {
  if (!Number.isFinite(value)) return "-";
  const digits = (part: number) => (100 * part).toFixed(1);
  return `${digits(value)} % (${digits(low)}-${digits(high)})`;
}
