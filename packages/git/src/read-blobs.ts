import type { ObjectReader } from "./object-reader.ts";

/** Larger files are data; they are not indexed. */
export const MAX_BLOB_BYTES = 10_000_000;
/** Open questions to git: enough to keep it busy, and at most this many blobs are in memory. */
const WINDOW = 16;

/** A blob's content, or null when it cannot be had. */
export type ReadBlob = (blobSha: string) => Promise<Buffer | null>;

/** Reads blobs through `git cat-file`. */
export function blobReader(reader: ObjectReader): ReadBlob {
  return async (blobSha) => {
    const object = await reader.read(blobSha, MAX_BLOB_BYTES);
    return object?.type === "blob" ? object.content : null;
  };
}

/** Blobs in the order asked for; reads a window ahead and waits when the consumer does. */
export async function* readBlobs(
  blobShas: readonly string[],
  read: ReadBlob,
): AsyncGenerator<{ blobSha: string; content: Buffer }> {
  const open: { blobSha: string; content: Promise<Buffer | null> }[] = [];
  let next = 0;
  for (;;) {
    for (; open.length < WINDOW && next < blobShas.length; next += 1) {
      const blobSha = blobShas[next] ?? "";
      const content = read(blobSha);
      // It may fail before its turn; then it is raised at its turn.
      content.catch(() => {});
      open.push({ blobSha, content });
    }
    const first = open.shift();
    if (!first) return;
    const content = await first.content;
    if (content) yield { blobSha: first.blobSha, content };
  }
}
