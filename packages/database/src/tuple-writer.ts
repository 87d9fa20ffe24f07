import { BugError, invariant } from "@devflow/errors";
import type { CopyColumn } from "./model.ts";

const textTypeOid = 25;
/** UTF-8 takes at most three bytes for one UTF-16 unit. */
const bytesPerUnit = 3;

/**
 * Writes tuples of Postgres's binary COPY format one after the other into one growing buffer. One
 * buffer a value cost a third of the time of a COPY.
 * https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format"
 */
export class TupleWriter {
  readonly #columns: readonly CopyColumn[];
  #buffer: Buffer<ArrayBuffer>;
  #size = 0;

  constructor(columns: readonly CopyColumn[], capacityBytes = 64 * 1024) {
    this.#columns = columns;
    this.#buffer = Buffer.from(new ArrayBuffer(capacityBytes));
  }

  get size(): number {
    return this.#size;
  }

  write(row: readonly unknown[]): void {
    invariant(row.length === this.#columns.length, "a row to copy must have one value per column");
    this.#int16(row.length);
    for (const [index, column] of this.#columns.entries()) this.#value(column, row[index]);
  }

  /** What was written since the last call, in memory of its own. */
  take(): Buffer<ArrayBuffer> {
    const bytes = this.#buffer.subarray(0, this.#size);
    this.#buffer = Buffer.from(new ArrayBuffer(this.#buffer.length));
    this.#size = 0;
    return bytes;
  }

  #value(column: CopyColumn, value: unknown): void {
    if (value === null || value === undefined) {
      this.#int32(-1);
      return;
    }
    const start = this.#size;
    this.#int32(0);
    this.#content(column, value);
    this.#buffer.writeInt32BE(this.#size - start - 4, start);
  }

  #content(column: CopyColumn, value: unknown): void {
    switch (column.type) {
      case "int4":
        this.#int32(asNumber(column, value));
        break;
      case "int8":
        this.#int64(asNumber(column, value));
        break;
      case "float4":
        this.#float32(asNumber(column, value));
        break;
      case "bool":
        invariant(typeof value === "boolean", `${column.name} takes a boolean`);
        this.#byte(value ? 1 : 0);
        break;
      case "text":
        this.#text(asString(column, value));
        break;
      case "jsonb":
        // The leading byte is the version of jsonb's wire format.
        this.#byte(1);
        this.#text(JSON.stringify(value));
        break;
      case "vector":
        this.#vector(column, value);
        break;
      case "halfvec":
        this.#halfVector(column, value);
        break;
      case "bytea":
        invariant(value instanceof Uint8Array, `${column.name} takes bytes`);
        this.#bytes(value);
        break;
      case "text[]":
        this.#textArray(column, value);
        break;
      default:
        throw new BugError(`no binary writer for column ${column.name}`);
    }
  }

  /** pgvector's wire format: dimensions, a reserved word, then single floats. */
  #vector(column: CopyColumn, value: unknown): void {
    const isVector = value instanceof Float32Array || Array.isArray(value);
    invariant(isVector, `${column.name} takes numbers or a Float32Array`);
    this.#int16(value.length);
    this.#int16(0);
    this.#reserve(4 * value.length);
    for (let index = 0; index < value.length; index++) {
      this.#size = this.#buffer.writeFloatBE(asNumber(column, value[index]), this.#size);
    }
  }

  /** As a vector, with half floats. */
  #halfVector(column: CopyColumn, value: unknown): void {
    const isVector = value instanceof Float32Array || Array.isArray(value);
    invariant(isVector, `${column.name} takes numbers or a Float32Array`);
    this.#int16(value.length);
    this.#int16(0);
    this.#reserve(2 * value.length);
    const view = new DataView(this.#buffer.buffer, this.#size, 2 * value.length);
    for (let index = 0; index < value.length; index++) {
      view.setFloat16(2 * index, asNumber(column, value[index]));
    }
    this.#size += 2 * value.length;
  }

  /** Dimensions, has-null flag, element type; then length and lower bound; then the elements. */
  #textArray(column: CopyColumn, value: unknown): void {
    invariant(Array.isArray(value), `${column.name} takes an array of strings`);
    const isEmpty = value.length === 0;
    for (const word of [isEmpty ? 0 : 1, 0, textTypeOid]) this.#int32(word);
    if (isEmpty) return;
    this.#int32(value.length);
    this.#int32(1);
    for (const item of value) {
      const start = this.#size;
      this.#int32(0);
      this.#text(asString(column, item));
      this.#buffer.writeInt32BE(this.#size - start - 4, start);
    }
  }

  #text(value: string): void {
    this.#reserve(value.length * bytesPerUnit);
    this.#size += this.#buffer.write(value, this.#size, "utf8");
  }

  #bytes(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#buffer.set(value, this.#size);
    this.#size += value.length;
  }

  #byte(value: number): void {
    this.#reserve(1);
    this.#size = this.#buffer.writeUInt8(value, this.#size);
  }

  #int16(value: number): void {
    this.#reserve(2);
    this.#size = this.#buffer.writeInt16BE(value, this.#size);
  }

  #int32(value: number): void {
    this.#reserve(4);
    this.#size = this.#buffer.writeInt32BE(value, this.#size);
  }

  #int64(value: number): void {
    invariant(Number.isSafeInteger(value), "an int8 must be a safe integer");
    this.#reserve(8);
    this.#size = this.#buffer.writeBigInt64BE(BigInt(value), this.#size);
  }

  #float32(value: number): void {
    this.#reserve(4);
    this.#size = this.#buffer.writeFloatBE(value, this.#size);
  }

  #reserve(bytes: number): void {
    const needed = this.#size + bytes;
    if (needed <= this.#buffer.length) return;
    const larger = Buffer.from(new ArrayBuffer(Math.max(needed, 2 * this.#buffer.length)));
    this.#buffer.copy(larger, 0, 0, this.#size);
    this.#buffer = larger;
  }
}

function asNumber(column: CopyColumn, value: unknown): number {
  invariant(typeof value === "number", `${column.name} takes a number`);
  return value;
}

function asString(column: CopyColumn, value: unknown): string {
  invariant(typeof value === "string", `${column.name} takes a string`);
  return value;
}
