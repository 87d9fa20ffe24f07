import type { SourceTree } from "../../src/index.ts";

/** A tree that calls `cut` when so many blobs were read: throws there, or does something else. */
export function cutAfter(
  tree: SourceTree,
  blobs: number,
  cut: () => void | Promise<void>,
): SourceTree {
  return {
    ...tree,
    async *readBlobs(shas) {
      let given = 0;
      for await (const blob of tree.readBlobs(shas)) {
        if (given++ === blobs) await cut();
        yield blob;
      }
    },
  };
}
