import { toUnit } from "./vector-arena.ts";

/** Every half float as whole number: 128 kB, made on first use. */
let unitOf: Int16Array | null = null;

/** Reads big-endian half floats, as Postgres sends them, into a row of whole numbers. */
export function copyHalfFloats(bytes: Uint8Array, start: number, target: Int16Array): void {
  unitOf ??= tabulate();
  for (let at = 0; at < target.length; at++) {
    const high = bytes[start + 2 * at] ?? 0;
    const low = bytes[start + 2 * at + 1] ?? 0;
    target[at] = unitOf[(high << 8) | low] ?? 0;
  }
}

function tabulate(): Int16Array {
  const halves = new Float16Array(Uint16Array.from({ length: 65_536 }, (_, bits) => bits).buffer);
  // No vector has a NaN: Postgres refuses them.
  return Int16Array.from(halves, (value) => (Number.isNaN(value) ? 0 : toUnit(value)));
}
