import { readFile } from "node:fs/promises";
import { endianness } from "node:os";
import { invariant } from "@devflow/errors";
import { z } from "zod";

/** A vector for each piece of a vocabulary, as training/embedder exports it. */
export interface StaticTable {
  /** Digest of the pieces and their vectors: the same id, the same space. */
  id: string;
  dimensions: number;
  pieces: readonly string[];
  /** What a row's numbers are multiplied by. */
  scales: Float32Array;
  /** One row of `dimensions` numbers a piece. */
  rows: Int8Array;
}

const describedSchema = z.object({
  sha256: z.string(),
  pieces: z.number().int().positive(),
  dimensions: z.number().int().positive(),
});
const SHOWN_DIGITS = 12;

/** Reads static-table.json, static-pieces.txt and static-table.bin of a folder. */
export async function readStaticTable(folder: URL): Promise<StaticTable> {
  const read = (name: string) => readFile(new URL(name, folder));
  const [description, list, content] = await Promise.all([
    read("static-table.json"),
    read("static-pieces.txt"),
    read("static-table.bin"),
  ]);
  const { sha256, pieces: count, dimensions } = describedSchema.parse(JSON.parse(`${description}`));
  const pieces = list.toString("utf8").split("\n").slice(0, -1);
  const bytes = count * (Float32Array.BYTES_PER_ELEMENT + dimensions);
  const isWhole = pieces.length === count && content.byteLength === bytes;
  invariant(isWhole, "the token table and its description belong together");
  invariant(endianness() === "LE", "the token table is little-endian");
  const own = Uint8Array.from(content).buffer;
  return {
    id: sha256.slice(0, SHOWN_DIGITS),
    dimensions,
    pieces,
    scales: new Float32Array(own, 0, count),
    rows: new Int8Array(own, count * Float32Array.BYTES_PER_ELEMENT),
  };
}
