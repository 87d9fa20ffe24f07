import { types } from "pg";

/** Of pg_type; node-postgres names no array types. */
const oid = { textArray: 1009, int8Array: 1016 };

const parseTextArray: (text: string) => (string | null)[] = types.getTypeParser(oid.textArray);

/**
 * Text to values, the same as PGlite's: int8 as number (our ids stay below 2^53), timestamps with
 * time zone as Date, jsonb parsed; everything whose zone or precision is open stays text.
 */
const ownParsers = new Map<number, (text: string) => unknown>([
  [types.builtins.INT8, Number],
  [types.builtins.DATE, String],
  [types.builtins.TIMESTAMP, String],
  [types.builtins.INTERVAL, String],
  [oid.int8Array, (text) => parseTextArray(text).map(toNumber)],
]);

function toNumber(text: string | null): number | null {
  return text === null ? null : Number(text);
}

export const typeParsers = {
  getTypeParser(oid: number, format?: "text" | "binary"): (value: string) => unknown {
    const own = format === "binary" ? undefined : ownParsers.get(oid);
    return own ?? types.getTypeParser(oid, format ?? "text");
  },
};
