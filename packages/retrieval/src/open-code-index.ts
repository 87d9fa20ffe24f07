import type { Database } from "@devflow/database";
import { contextForChange } from "./context/context-for-change.ts";
import { findKnownNames, findOuterUses } from "./context/find-outer-uses.ts";
import { findPaths, findPathsDefining, findPathsNaming } from "./context/find-paths.ts";
import { updateIndex } from "./indexing/update-index.ts";
import type { CodeIndex } from "./model.ts";
import { searchCode } from "./search/search-code.ts";
import { readIndexState } from "./storage/read-index-state.ts";
import { type EmbedderChoice, embedderSourceOf } from "./vectors/embedder-choice.ts";

export interface CodeIndexOptions {
  /** Default: the built-in one. */
  embedder?: EmbedderChoice;
  /** Globs of paths that are not indexed. */
  ignorePaths?: readonly string[];
  /** Patterns of files of secrets beside the usual ones; none of them is indexed. */
  secretFiles?: readonly string[];
}

/** The index of one repository: a row of `repositories`. Costs nothing until it is used. */
export function openCodeIndex(
  database: Database,
  repositoryId: number,
  options: CodeIndexOptions = {},
): CodeIndex {
  const { embedder = "builtin", ignorePaths = [], secretFiles = [] } = options;
  const scope = { database, repositoryId, embedder: embedderSourceOf(embedder) };
  return {
    update: (tree, { rebuild = false, onProgress = () => {}, signal } = {}) =>
      updateIndex({
        ...{ ...scope, ignorePaths, secretFiles, tree, isRebuild: rebuild, onProgress, signal },
      }),
    search: (query, { limit }) =>
      searchCode(database, { repositoryIds: [repositoryId], embedder }, query, { limit }),
    contextForHunks: async (request) => (await contextForChange(scope, [request]))[0] ?? [],
    usesOf: (requests) => findOuterUses(scope, requests),
    knownNames: (names, exceptPaths) => findKnownNames(scope, names, exceptPaths),
    paths: () => findPaths(scope),
    pathsNaming: (names) => findPathsNaming(scope, names),
    pathsDefining: (name) => findPathsDefining(scope, name),
    contextForChange: (requests) => contextForChange(scope, requests),
    async status() {
      const { commitSha, files, chunks, updatedAt, progress, lastError } = await readIndexState(
        database,
        repositoryId,
      );
      return { commitSha, files, chunks, updatedAt, progress, lastError };
    },
  };
}
