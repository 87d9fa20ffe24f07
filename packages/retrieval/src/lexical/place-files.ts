import type { Segment } from "./segment.ts";

export interface LiveFile {
  path: string;
  blobId: number;
}

/** Where a file's chunks are: a segment, and the first of them in it. */
export interface FilePlace {
  segment: Segment;
  first: number;
  size: number;
}

/** Where the blobs of the files stand in the segments; null for a file whose blob is in none. */
export function placeFiles(
  files: readonly LiveFile[],
  segments: readonly Segment[],
): (FilePlace | null)[] {
  const places = new Map<number, FilePlace | null>(files.map(({ blobId }) => [blobId, null]));
  for (const segment of segments) {
    const { starts } = segment.documents;
    for (const [blob, blobId] of segment.blobIds.entries()) {
      if (places.get(blobId) !== null) continue;
      const first = starts[blob] ?? 0;
      places.set(blobId, { segment, first, size: (starts[blob + 1] ?? first) - first });
    }
  }
  return files.map(({ blobId }) => places.get(blobId) ?? null);
}
