import type { CopyColumn } from "./model.ts";
import { TupleWriter } from "./tuple-writer.ts";

/** https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format": signature, flags, extension. */
export const copyHeader = Buffer.from("5047434f50590aff0d0a000000000000000000", "hex");
export const copyTrailer = Buffer.from("ffff", "hex");

/** Large enough that per-chunk work vanishes, small enough to keep memory flat. */
const chunkBytes = 256 * 1024;

/** Rows as tuples of the binary format, in chunks of about 256 KiB; a tuple is never split. */
export async function* encodeRows(
  columns: readonly CopyColumn[],
  rows: Iterable<readonly unknown[]> | AsyncIterable<readonly unknown[]>,
  onRow: () => void,
): AsyncGenerator<Uint8Array> {
  const writer = new TupleWriter(columns, chunkBytes);
  for await (const row of rows) {
    writer.write(row);
    onRow();
    if (writer.size >= chunkBytes) yield writer.take();
  }
  if (writer.size > 0) yield writer.take();
}
