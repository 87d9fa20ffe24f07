import { setImmediate } from "node:timers/promises";
import type { Database } from "@devflow/database";
import type { IndexProgress, SourceTree } from "../model.ts";
import { type BlobKey, keyOf } from "../storage/blob-key.ts";
import { type ReadBlob, storeBlobs } from "../storage/store-blobs.ts";
import { writeProgress } from "../storage/write-index-state.ts";
import { contentSkipReason } from "./content-skip-reason.ts";
import type { KnownBlob } from "./plan-update.ts";
import { readFacts } from "./read-facts.ts";

/** A transaction holds at most this much: memory stays flat, and a kill loses little work. */
const BATCH_BLOBS = 100;
const BATCH_BYTES = 2_000_000;

export interface ReadUnseenOptions {
  database: Database;
  repositoryId: number;
  tree: SourceTree;
  unseen: readonly (BlobKey & { path: string })[];
  onProgress: (progress: IndexProgress) => void;
  signal: AbortSignal | undefined;
}

/**
 * Reads, parses and stores blobs, a batch a transaction, so that what is done stays done. Gives
 * what is known of them by key; a blob that the tree could not give is not in it.
 */
export async function readUnseenBlobs(options: ReadUnseenOptions): Promise<Map<string, KnownBlob>> {
  const { database, repositoryId, tree, unseen, onProgress, signal } = options;
  const known = new Map<string, KnownBlob>();
  const progress = { done: 0, total: unseen.length };
  const store = async (batch: readonly ReadBlob[]) => {
    const ids = await storeBlobs(database, repositoryId, batch);
    for (const blob of batch) {
      const id = ids.get(keyOf(blob));
      if (id !== undefined) known.set(keyOf(blob), { id, skipReason: blob.skipReason });
    }
    await writeProgress(database, repositoryId, progress);
  };
  await writeProgress(database, repositoryId, progress);
  onProgress({ ...progress });
  let batch: ReadBlob[] = [];
  let bytes = 0;
  for await (const { wanted, content } of readContents(tree, unseen)) {
    signal?.throwIfAborted();
    for (const file of wanted) {
      batch.push(await readBlob(file, content));
      progress.done += 1;
    }
    bytes += content.length;
    onProgress({ ...progress });
    if (batch.length >= BATCH_BLOBS || bytes >= BATCH_BYTES) {
      await store(batch);
      batch = [];
      bytes = 0;
    }
    // Parsing is synchronous: let webhooks and health checks of the same process through.
    await setImmediate();
  }
  signal?.throwIfAborted();
  if (batch.length > 0) await store(batch);
  return known;
}

async function* readContents(
  tree: SourceTree,
  unseen: readonly (BlobKey & { path: string })[],
): AsyncIterable<{ wanted: (BlobKey & { path: string })[]; content: Buffer }> {
  const bySha = Map.groupBy(unseen, ({ blobSha }) => blobSha);
  for await (const { blobSha, content } of tree.readBlobs([...bySha.keys()])) {
    yield { wanted: bySha.get(blobSha) ?? [], content };
  }
}

async function readBlob(file: BlobKey & { path: string }, content: Buffer): Promise<ReadBlob> {
  const { path, blobSha, language } = file;
  const skipReason = contentSkipReason(content);
  const facts = skipReason === null ? await readFacts(path, content.toString("utf8")) : null;
  return { blobSha, language, skipReason, facts };
}
