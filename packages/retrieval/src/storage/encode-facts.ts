import { TupleWriter } from "@devflow/database/tuples";
import type { FileFacts } from "../indexing/read-facts.ts";
import { factTables, ownerColumns } from "./fact-tables.ts";

/** The facts of several blobs as their tables take them, parallel to `factTables`. */
export type EncodedFacts = EncodedTable[];

export interface EncodedTable {
  bytes: Uint8Array<ArrayBuffer>;
  /** Where the tuples of each blob end. */
  ends: Uint32Array<ArrayBuffer>;
}

/** Writes facts as tuples; null for a blob without any. */
export function encodeFacts(
  repositoryId: number,
  blobs: readonly { id: number; facts: FileFacts | null }[],
): EncodedFacts {
  return factTables.map(({ columns, rowsOf }) => {
    const writer = new TupleWriter([...ownerColumns, ...columns]);
    const ends = new Uint32Array(blobs.length);
    for (const [index, { id, facts }] of blobs.entries()) {
      for (const row of facts === null ? [] : rowsOf(facts))
        writer.write([repositoryId, id, ...row]);
      ends[index] = writer.size;
    }
    return { bytes: writer.take(), ends };
  });
}

/** The tuples of the blobs at the given places. */
export function* tuplesOf({ bytes, ends }: EncodedTable, places: readonly number[]) {
  if (places.length === ends.length) {
    if (bytes.length > 0) yield bytes;
    return;
  }
  for (const place of places) {
    const tuples = bytes.subarray(place === 0 ? 0 : ends[place - 1], ends[place]);
    if (tuples.length > 0) yield tuples;
  }
}
