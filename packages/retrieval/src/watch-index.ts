import type { CodeIndex } from "./model.ts";

/** An index that counts what it gives. */
export interface WatchedIndex {
  index: CodeIndex;
  /** Pieces of code since the last call, and the commit that they are of. */
  take(): Promise<{ pieces: number; commit: string | null }>;
}

/** Counts pieces of context and hits, for whoever has to tell of them. Names alone are not counted. */
export function watchIndex(index: CodeIndex): WatchedIndex {
  let pieces = 0;
  const counted = <T>(items: T[]): T[] => {
    pieces += items.length;
    return items;
  };
  return {
    index: {
      ...index,
      contextForHunks: async (request) => counted(await index.contextForHunks(request)),
      contextForChange: async (requests) => (await index.contextForChange(requests)).map(counted),
      search: async (query, options) => counted(await index.search(query, options)),
    },
    async take() {
      const taken = pieces;
      pieces = 0;
      return { pieces: taken, commit: taken === 0 ? null : (await index.status()).commitSha };
    },
  };
}
