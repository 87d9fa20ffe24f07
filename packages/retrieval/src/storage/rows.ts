import type { Row } from "@devflow/database";
import { invariant } from "@devflow/errors";
import type { ChunkKind } from "@devflow/syntax";

/** A record, so that the compiler asks for a kind that is added. */
const KINDS: Readonly<Record<ChunkKind, true>> = {
  function: true,
  method: true,
  class: true,
  interface: true,
  type: true,
  variable: true,
  module: true,
  text: true,
};

/** Columns of a row as what they are; a wrong type is a bug of the query. */
export function textOf(row: Row, column: string): string {
  const value = row[column];
  invariant(typeof value === "string", `column ${column} is not text`);
  return value;
}

export function textOrNullOf(row: Row, column: string): string | null {
  return row[column] === null ? null : textOf(row, column);
}

export function numberOf(row: Row, column: string): number {
  const value = row[column];
  invariant(typeof value === "number", `column ${column} is not a number`);
  return value;
}

export function numberOrNullOf(row: Row, column: string): number | null {
  return row[column] === null ? null : numberOf(row, column);
}

export function booleanOf(row: Row, column: string): boolean {
  const value = row[column];
  invariant(typeof value === "boolean", `column ${column} is not a boolean`);
  return value;
}

export function dateOrNullOf(row: Row, column: string): Date | null {
  const value = row[column];
  invariant(value === null || value instanceof Date, `column ${column} is not a time`);
  return value;
}

export function textsOf(row: Row, column: string): string[] {
  const value = row[column];
  invariant(
    Array.isArray(value) && value.every((item): item is string => typeof item === "string"),
    `column ${column} is not text[]`,
  );
  return value;
}

export function bytesOf(row: Row, column: string): Uint8Array {
  const value = row[column];
  invariant(value instanceof Uint8Array, `column ${column} is not bytea`);
  return value;
}

export function numbersOf(row: Row, column: string): number[] {
  const value = row[column];
  invariant(
    Array.isArray(value) && value.every((item): item is number => typeof item === "number"),
    `column ${column} is not a number array`,
  );
  return value;
}

export function kindOf(row: Row): ChunkKind {
  const kind = textOf(row, "kind");
  invariant(isKind(kind), "column kind is no kind of chunk");
  return kind;
}

function isKind(kind: string): kind is ChunkKind {
  return Object.hasOwn(KINDS, kind);
}
