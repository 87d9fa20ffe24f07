import type { FileDiff } from "@devflow/diff";
import { estimateTokens } from "@devflow/expert";
import type { CodeIndex } from "@devflow/retrieval";
import type { RepositoryMap } from "./repository-map.ts";
import type { Given } from "./score.ts";
import { usedNames } from "./truth.ts";

/** A hunk as every method sees it. */
export interface AskedHunk {
  file: FileDiff;
  hunkIndex: number;
  headText: string | null;
}

export type Method = (hunk: AskedHunk) => Promise<Given[]>;

const MOST_HITS = 30;

/** What the review expert would be given. */
export function hunkContext(index: CodeIndex, maxTokens: number): Method {
  return async ({ file, hunkIndex, headText }) => {
    const request = { file, hunkIndexes: [hunkIndex], headText, maxTokens };
    const items = await index.contextForHunks(request);
    return items.map(({ kind, path, startLine, endLine, tokens }) => ({
      kind,
      path,
      startLine,
      endLine,
      tokens,
    }));
  };
}

/** Code search with the hunk's own words as the query, best first until the budget is used up. */
export function searchAlone(index: CodeIndex, maxTokens: number): Method {
  return async ({ file, hunkIndex }) => {
    const lines = file.hunks[hunkIndex]?.lines ?? [];
    const changed = lines.filter(({ kind }) => kind !== "context").map(({ text }) => text);
    const hits = await index.search(changed.join("\n"), { limit: MOST_HITS });
    let left = maxTokens;
    return hits.flatMap(({ path, startLine, endLine, text }): Given[] => {
      const tokens = estimateTokens(text);
      if (path === file.path || tokens > left) return [];
      left -= tokens;
      return [{ kind: "search", path, startLine, endLine, tokens }];
    });
  };
}

export function mapAlone(map: RepositoryMap, maxTokens: number): Method {
  return async ({ file, hunkIndex }) => {
    const mentioned = new Set(usedNames(file, hunkIndex).map(({ name }) => name));
    return map.forHunk(file.path, mentioned, maxTokens);
  };
}
