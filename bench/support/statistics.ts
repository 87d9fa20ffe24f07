import { percentile } from "@devflow/statistics";

export function median(numbers: readonly number[]): number {
  return percentile(numbers, 0.5);
}

/** Three digits are as much as a shared machine can promise. */
export function rounded(value: number): string {
  if (!Number.isFinite(value)) return "-";
  if (Number.isInteger(value) || Math.abs(value) >= 100) return Math.round(value).toString();
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}

/** How many times as much the second is, for example `1.8x`; a dash where it says nothing. */
export function ratio(first: number, second: number): string {
  const value = second / first;
  return Number.isFinite(value) && value > 0 ? `${rounded(value)}x` : "-";
}
