import { BugError } from "@devflow/errors";
import { toSql } from "pgvector";

/**
 * Parameters as Postgres's own text, so that both engines take the same values: dates as ISO
 * strings, bytes as bytea, Float32Array as pgvector's `[1,2]`, arrays as array literals, other
 * objects as JSON. An array for a jsonb parameter is passed as JSON.stringify(array).
 */
export function encodeParams(params: readonly unknown[]): (string | null)[] {
  return params.map(encodeParam);
}

function encodeParam(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  switch (typeof value) {
    case "string":
      return value;
    case "number":
    case "bigint":
    case "boolean":
      return String(value);
    case "object":
      return encodeObject(value);
    default:
      throw new BugError(`a ${typeof value} is no SQL parameter`);
  }
}

function encodeObject(value: object): string {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Float32Array) return String(toSql([...value]));
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString("hex")}`;
  if (Array.isArray(value)) return `{${value.map(encodeElement).join(",")}}`;
  return JSON.stringify(value);
}

function encodeElement(value: unknown): string {
  if (Array.isArray(value)) return encodeObject(value);
  const text = encodeParam(value);
  if (text === null) return "NULL";
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
