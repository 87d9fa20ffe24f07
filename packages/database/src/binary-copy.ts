import { BugError, invariant } from "@devflow/errors";
import type { CopyColumn } from "./model.ts";

/** https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format": signature, flags, extension. */
export const copyHeader = Buffer.from("5047434f50590aff0d0a000000000000000000", "hex");
export const copyTrailer = Buffer.from("ffff", "hex");

/** Large enough that per-chunk work vanishes, small enough to keep memory flat. */
const chunkBytes = 256 * 1024;
const textTypeOid = 25;

/** Rows as tuples of the binary format, in chunks of about 256 KiB; a tuple is never split. */
export async function* encodeRows(
  columns: readonly CopyColumn[],
  rows: Iterable<readonly unknown[]> | AsyncIterable<readonly unknown[]>,
  onRow: () => void,
): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let size = 0;
  for await (const row of rows) {
    invariant(row.length === columns.length, "a row to copy must have one value per column");
    const tuple = encodeTuple(columns, row);
    parts.push(tuple);
    size += tuple.length;
    onRow();
    if (size < chunkBytes) continue;
    yield Buffer.concat(parts, size);
    parts = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(parts, size);
}

function encodeTuple(columns: readonly CopyColumn[], row: readonly unknown[]): Buffer {
  const parts: Buffer[] = [int16(columns.length)];
  columns.forEach((column, index) => {
    const value = row[index];
    if (value === null || value === undefined) {
      parts.push(int32(-1));
      return;
    }
    const bytes = encodeValue(column, value);
    parts.push(int32(bytes.length), bytes);
  });
  return Buffer.concat(parts);
}

function encodeValue(column: CopyColumn, value: unknown): Buffer {
  switch (column.type) {
    case "int4":
      return int32(asNumber(column, value));
    case "int8":
      return int64(asNumber(column, value));
    case "float4":
      return float32(asNumber(column, value));
    case "bool":
      invariant(typeof value === "boolean", `${column.name} takes a boolean`);
      return Buffer.of(value ? 1 : 0);
    case "text":
      return text(asString(column, value));
    case "bytea":
      invariant(value instanceof Uint8Array, `${column.name} takes bytes`);
      return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    case "jsonb":
      // The leading byte is the version of jsonb's wire format.
      return Buffer.concat([Buffer.of(1), text(JSON.stringify(value))]);
    case "vector":
      return vector(column, value);
    case "text[]":
      return textArray(column, value);
    default:
      throw new BugError(`no binary writer for column ${column.name}`);
  }
}

/** pgvector's wire format: dimensions, a reserved word, then single floats. */
function vector(column: CopyColumn, value: unknown): Buffer {
  const isVector = value instanceof Float32Array || Array.isArray(value);
  invariant(isVector, `${column.name} takes numbers or a Float32Array`);
  const bytes = Buffer.alloc(4 + value.length * 4);
  bytes.writeInt16BE(value.length, 0);
  for (let index = 0; index < value.length; index += 1) {
    bytes.writeFloatBE(asNumber(column, value[index]), 4 + index * 4);
  }
  return bytes;
}

/** Dimensions, has-null flag, element type; then length and lower bound; then the elements. */
function textArray(column: CopyColumn, value: unknown): Buffer {
  invariant(Array.isArray(value), `${column.name} takes an array of strings`);
  if (value.length === 0) return Buffer.concat([int32(0), int32(0), int32(textTypeOid)]);
  const parts = [int32(1), int32(0), int32(textTypeOid), int32(value.length), int32(1)];
  for (const item of value) {
    const bytes = text(asString(column, item));
    parts.push(int32(bytes.length), bytes);
  }
  return Buffer.concat(parts);
}

function asNumber(column: CopyColumn, value: unknown): number {
  invariant(typeof value === "number", `${column.name} takes a number`);
  return value;
}

function asString(column: CopyColumn, value: unknown): string {
  invariant(typeof value === "string", `${column.name} takes a string`);
  return value;
}

function text(value: string): Buffer {
  return Buffer.from(value, "utf8");
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function int64(value: number): Buffer {
  invariant(Number.isSafeInteger(value), "an int8 must be a safe integer");
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return bytes;
}

function float32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatBE(value);
  return bytes;
}
