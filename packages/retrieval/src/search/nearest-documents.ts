import type { LexicalDocument, LexicalSnapshot } from "../lexical/lexical-snapshot.ts";
import { repositoryCacheOf } from "../repository-cache.ts";
import { nearestChunks } from "../storage/chunk-vectors.ts";
import type { IndexState } from "../storage/read-index-state.ts";
import type { SearchScope } from "./search-scope.ts";

/** First twice what is wanted, then more while chunks out of use crowd the live ones out. */
const FIRST_FACTOR = 2;
const NEXT_FACTOR = 8;

interface Near {
  document: LexicalDocument;
  similarity: number;
}

/** The live documents nearest in meaning, best first; none without a space or a known term. */
export async function nearestDocuments(
  { database, repositoryId, embedder: given }: SearchScope,
  { spaceId }: IndexState,
  snapshot: LexicalSnapshot,
  text: string,
  limit: number,
): Promise<LexicalDocument[]> {
  if (spaceId === null) return [];
  const embedder = await repositoryCacheOf(database, repositoryId).embedderOf(spaceId, given);
  const [vector] = embedder === null ? [] : await embedder.embed([text]);
  if (vector === undefined || vector.every((value) => value === 0)) return [];
  for (let asked = limit * FIRST_FACTOR; ; asked *= NEXT_FACTOR) {
    const chunks = await nearestChunks(database, repositoryId, spaceId, vector, asked);
    const live = chunks.flatMap(({ blobId, ordinal, similarity }): Near[] =>
      similarity <= 0
        ? []
        : documentsOf(snapshot, blobId, ordinal).map((document) => ({ document, similarity })),
    );
    if (live.length < limit && chunks.length === asked) continue;
    return live
      .sort(bySimilarity)
      .slice(0, limit)
      .map(({ document }) => document);
  }
}

function documentsOf(snapshot: LexicalSnapshot, blobId: number, ordinal: number) {
  return snapshot.pathsOf(blobId).flatMap((path) => snapshot.documentAt(path, ordinal) ?? []);
}

function bySimilarity(a: Near, b: Near): number {
  if (a.similarity !== b.similarity) return b.similarity - a.similarity;
  if (a.document.path !== b.document.path) return a.document.path < b.document.path ? -1 : 1;
  return a.document.ordinal - b.document.ordinal;
}
