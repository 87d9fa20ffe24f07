import type { Database } from "@devflow/database";
import type { LiveFile } from "../lexical/lexical-snapshot.ts";
import { blobsWithoutVectors } from "../storage/chunk-vectors.ts";
import { ensureVectorSpace } from "../storage/vector-spaces.ts";
import { embedBlobs } from "./embed-blobs.ts";
import type { EmbedderSource } from "./embedder.ts";

export interface EmbedLiveOptions {
  database: Database;
  repositoryId: number;
  embedder: EmbedderSource;
  /** The whole tree that shall be live. */
  files: readonly LiveFile[];
  /** Files of it with another blob than in the present live state. */
  changed: readonly LiveFile[];
  /** The space of the present live state, whose files all have vectors in it. */
  spaceId: number | null;
  signal: AbortSignal | undefined;
}

/**
 * Sees to it that every chunk of the files has a vector, and gives the space they are in; null
 * when there shall be no vectors. The live state is not touched: the former space serves on.
 */
export async function embedLiveChunks(options: EmbedLiveOptions): Promise<number | null> {
  const { database, repositoryId, files, changed } = options;
  const embedder = await options.embedder();
  if (embedder === null) return null;
  const space = await ensureVectorSpace(database, repositoryId, embedder);
  const needed = space.id === options.spaceId ? changed : files;
  const blobIds = [...new Set(needed.map(({ blobId }) => blobId))];
  const missing = await blobsWithoutVectors(database, repositoryId, space.id, blobIds);
  await embedBlobs({ ...options, embedder }, space.id, missing);
  return space.id;
}
