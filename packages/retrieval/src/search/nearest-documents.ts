import { ExternalError } from "@devflow/errors";
import type { LexicalSnapshot } from "../lexical/lexical-snapshot.ts";
import { repositoryCacheOf } from "../repository-cache.ts";
import { nearestChunks } from "../storage/chunk-vectors.ts";
import type { IndexState } from "../storage/read-index-state.ts";
import type { Embedder } from "../vectors/embedder.ts";
import type { Scored } from "./fuse.ts";
import type { SearchScope } from "./search-scope.ts";

/** First twice what is wanted, then more while chunks out of use crowd the live ones out. */
const FIRST_FACTOR = 2;
const NEXT_FACTOR = 8;

export interface NearestDocuments {
  /** Best first; the score is the similarity. */
  documents: Scored[];
  /** Why there could be no vector for the text, in words; null when there is one, or no space. */
  failure: string | null;
}

/**
 * The live documents nearest in meaning, best first; none without a space or a known term. A model
 * server that is away costs the likeness, never the search.
 */
export async function nearestDocuments(
  { database, repositoryId, embedder: given }: SearchScope,
  { spaceId }: IndexState,
  snapshot: LexicalSnapshot,
  text: string,
  limit: number,
): Promise<NearestDocuments> {
  if (spaceId === null) return { documents: [], failure: null };
  const embedder = await repositoryCacheOf(database, repositoryId).embedderOf(spaceId, given);
  if (embedder === null) return { documents: [], failure: null };
  const { vector, failure } = await embedQuery(embedder, text);
  if (vector === null) return { documents: [], failure };
  for (let asked = limit * FIRST_FACTOR; ; asked *= NEXT_FACTOR) {
    const chunks = await nearestChunks(database, repositoryId, spaceId, vector, asked);
    const live = chunks.flatMap(({ blobId, ordinal, similarity: score }): Scored[] =>
      score <= 0
        ? []
        : documentsOf(snapshot, blobId, ordinal).map((document) => ({ document, score })),
    );
    if (live.length < limit && chunks.length === asked) continue;
    return { documents: live.sort(bySimilarity).slice(0, limit), failure: null };
  }
}

async function embedQuery(embedder: Embedder, text: string) {
  try {
    const [vector] = await embedder.embed([text], { kind: "query" });
    const isKnown = vector?.some((value) => value !== 0) === true;
    return { vector: isKnown ? vector : null, failure: null };
  } catch (thrown) {
    if (!(thrown instanceof ExternalError)) throw thrown;
    return { vector: null, failure: thrown.message };
  }
}

function documentsOf(snapshot: LexicalSnapshot, blobId: number, ordinal: number) {
  return snapshot.pathsOf(blobId).flatMap((path) => snapshot.documentAt(path, ordinal) ?? []);
}

function bySimilarity(a: Scored, b: Scored): number {
  if (a.score !== b.score) return b.score - a.score;
  if (a.document.path !== b.document.path) return a.document.path < b.document.path ? -1 : 1;
  return a.document.ordinal - b.document.ordinal;
}
