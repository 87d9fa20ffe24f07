import type { Queryable } from "@devflow/database";
import { readChunks, type StoredChunk } from "../storage/read-chunks.ts";
import { splitTerms } from "../text/split-terms.ts";
import type { ContextPlace } from "./context-place.ts";
import type { ReadHunk } from "./read-hunk.ts";
import type { RepositoryMap } from "./repository-map.ts";

const LONGEST_LINES = 25;
const HEAD_LINES = 4;

/**
 * Puts, where only a file is known to matter, the piece of it in place that has most in common with
 * the hunk: the beginning of a file is imports.
 */
export async function chooseChunks(
  db: Queryable,
  repositoryId: number,
  { tree }: RepositoryMap,
  hunks: readonly ReadHunk[],
  places: readonly (readonly ContextPlace[])[],
): Promise<ContextPlace[][]> {
  const files = places.flat().filter(({ isWholeFile }) => isWholeFile === true);
  const blobIds = [...new Set(files.flatMap(({ path }) => tree.blobOf(path) ?? []))];
  const chunks = new Map<number, StoredChunk[]>();
  for await (const blob of readChunks(db, repositoryId, blobIds)) {
    chunks.set(blob.blobId, blob.chunks);
  }
  return places.map((ofHunk, index) => {
    const terms = new Set(splitTerms(hunks[index]?.subject ?? ""));
    return ofHunk.flatMap((place) => {
      if (place.isWholeFile !== true) return [place];
      const chunk = closest(chunks.get(tree.blobOf(place.path) ?? -1) ?? [], terms);
      if (chunk === undefined) return [];
      const { startLine, endLine, symbol } = chunk;
      const longest = place.isBreadth === true ? HEAD_LINES : LONGEST_LINES;
      const last = Math.min(endLine, startLine + longest - 1);
      return [{ ...place, startLine, endLine: last, symbol }];
    });
  });
}

function closest(
  chunks: readonly StoredChunk[],
  terms: ReadonlySet<string>,
): StoredChunk | undefined {
  const code = chunks.filter(({ kind }) => kind !== "module");
  const scored = (code.length > 0 ? code : chunks).map((chunk) => {
    const own = new Set(splitTerms(chunk.text));
    let shared = 0;
    for (const term of own) if (terms.has(term)) shared += 1;
    return { chunk, score: shared / Math.sqrt(own.size + 1) };
  });
  return scored.sort((a, b) => b.score - a.score)[0]?.chunk;
}
