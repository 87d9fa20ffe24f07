import type { Database } from "@devflow/database";
import { ExternalError } from "@devflow/errors";
import type { LexicalSnapshot } from "../lexical/lexical-snapshot.ts";
import type { Embedder, EmbedderSource } from "../vectors/embedder.ts";
import { type NearChunk, nearestChunks, type SearchedSpace } from "../vectors/nearest-chunks.ts";
import { createStaticEmbedder } from "../vectors/static-embedder.ts";
import { vectorMemoryOf } from "../vectors/vector-memory.ts";
import { byScore } from "./candidate.ts";
import type { Scored } from "./fuse.ts";
import type { OpenRepository } from "./open-repositories.ts";

export interface NearestDocuments {
  /** Best first; the score is the similarity. */
  documents: Scored[];
  /** Why vectors could not take part, in words; null when they did, or there shall be none. */
  failure: string | null;
}

const NOTHING: NearestDocuments = { documents: [], failure: null };

/**
 * The live documents nearest in meaning over some repositories, best first; none without a space
 * or a known word. A model server that is away costs the likeness, never the search.
 */
export async function nearestDocuments(
  database: Database,
  source: EmbedderSource,
  repositories: readonly OpenRepository[],
  text: string,
  limit: number,
): Promise<NearestDocuments> {
  const given = await source();
  if (given === null) return NOTHING;
  const bySpace = await groupByEmbedder(database, repositories);
  const found: NearestDocuments[] = [];
  for (const [id, spaces] of bySpace) {
    found.push(await nearestInSpaces(database, await embedderOf(id, given), spaces, text, limit));
  }
  const documents = found.flatMap((each) => each.documents);
  return {
    documents: documents.sort(byScore).slice(0, limit),
    failure: found.find(({ failure }) => failure !== null)?.failure ?? null,
  };
}

interface SpaceOfTree extends SearchedSpace {
  snapshot: LexicalSnapshot;
}

async function groupByEmbedder(database: Database, repositories: readonly OpenRepository[]) {
  const groups = new Map<string, SpaceOfTree[]>();
  for (const { spaceId, chunks, snapshot } of repositories) {
    const { repositoryId, version } = snapshot;
    if (spaceId === null) continue;
    const space = await vectorMemoryOf(database).space(repositoryId, spaceId, chunks);
    if (space === null) continue;
    const { embedder, dimensions, isIndexed } = space;
    const group = groups.get(embedder) ?? [];
    const blobIds = () => new Set(snapshot.files.map(({ blobId }) => blobId));
    const asked = { repositoryId, spaceId, dimensions, isIndexed, chunks, version, blobIds };
    group.push({ ...asked, snapshot });
    groups.set(embedder, group);
  }
  return groups;
}

/** After a change of the embedder the former vectors serve on, if what made them is still there. */
async function embedderOf(id: string, given: Embedder): Promise<Embedder | null> {
  if (given.id === id) return given;
  const builtIn = await createStaticEmbedder();
  return builtIn.id === id ? builtIn : null;
}

async function nearestInSpaces(
  database: Database,
  embedder: Embedder | null,
  spaces: readonly SpaceOfTree[],
  text: string,
  limit: number,
): Promise<NearestDocuments> {
  if (embedder === null) {
    return { documents: [], failure: "they are another embedder's until the next update" };
  }
  const { vector, failure } = await embedQuery(embedder, text);
  if (vector === null) return { documents: [], failure };
  const chunks = await nearestChunks(database, spaces, vector, limit);
  const snapshots = new Map(spaces.map(({ repositoryId, snapshot }) => [repositoryId, snapshot]));
  return { documents: chunks.flatMap((chunk) => documentsOf(chunk, snapshots)), failure: null };
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

function documentsOf(
  { repositoryId, blobId, ordinal, similarity: score }: NearChunk,
  snapshots: ReadonlyMap<number, LexicalSnapshot>,
): Scored[] {
  const snapshot = snapshots.get(repositoryId);
  return (snapshot?.pathsOf(blobId) ?? []).flatMap((path) => {
    const document = snapshot?.documentAt(path, ordinal);
    return document === undefined ? [] : [{ document, score }];
  });
}
