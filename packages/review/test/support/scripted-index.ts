import type { CodeIndex } from "@devflow/retrieval";

type Asked = Exclude<keyof CodeIndex, "update" | "contextForHunks" | "status">;

/** An index of a repository that knows nothing, but for what a test gives it. */
export function scriptedIndex(known: Partial<Pick<CodeIndex, Asked>>): CodeIndex {
  const nothing: Pick<CodeIndex, Asked> = {
    search: async () => [],
    contextForChange: async (requests) => requests.map(() => []),
    usesOf: async (requests) => requests.map(() => []),
    knownNames: async () => new Set(),
    paths: async () => null,
    pathsNaming: async () => new Map(),
    pathsDefining: async () => new Set(),
  };
  // A review does not write it.
  return { ...nothing, ...known } as CodeIndex;
}
