/**
 * Reading, parsing and storing what was never seen.
 *
 * Properties wanted: git, the parsing threads and the database work at the same time; memory holds a
 * few batches whatever the size of the tree; what was stored stays stored when anything fails.
 * Design: blobs go to the threads in batches, a few ahead of the one that is being stored; each
 * batch is one short transaction. A source that breaks is reported after what it gave is stored.
 */
import type { Database } from "@devflow/database";
import type { IndexProgress, SourceTree } from "../model.ts";
import { keyOf } from "../storage/blob-key.ts";
import type { KnownBlob } from "../storage/read-known-blobs.ts";
import { type BlobBatch, reserveBlobIds, storeBlobs } from "../storage/store-blobs.ts";
import { writeProgress } from "../storage/write-index-state.ts";
import type { ParseTask } from "./parse-blobs.ts";
import { PARSE_THREADS, type Parse, parserFor } from "./parse-pool.ts";
import type { PlannedFile } from "./plan-update.ts";

/** A transaction of this much takes about 0.1 s, also where nobody else gets the session meanwhile. */
const BATCH_BLOBS = 50;
const BATCH_BYTES = 256_000;
/** Batches that are parsed ahead of the one that is stored. */
const MOST_OPEN_BATCHES = 2 * PARSE_THREADS;

export interface ReadUnseenOptions {
  database: Database;
  repositoryId: number;
  generation: number;
  /** As in ParseTask. */
  embedSpaceId: number | null;
  tree: SourceTree;
  unseen: readonly PlannedFile[];
  onProgress: (progress: IndexProgress) => void;
  signal: AbortSignal | undefined;
}

/** Gives what is known now by key; a blob that the tree could not give is not in it. */
export async function readUnseenBlobs(options: ReadUnseenOptions): Promise<Map<string, KnownBlob>> {
  const { database, repositoryId, unseen, onProgress, signal } = options;
  const known = new Map<string, KnownBlob>();
  const progress = { done: 0, total: unseen.length };
  await writeProgress(database, repositoryId, progress);
  onProgress({ ...progress });
  for await (const batch of parsedBatches(options)) {
    signal?.throwIfAborted();
    progress.done += batch.blobs.length;
    const ids = await storeBlobs(database, options, batch, progress);
    for (const blob of batch.blobs) {
      const id = ids.get(keyOf(blob));
      if (id !== undefined) known.set(keyOf(blob), { id, skipReason: blob.skipReason });
    }
    onProgress({ ...progress });
  }
  signal?.throwIfAborted();
  return known;
}

async function* parsedBatches(options: ReadUnseenOptions): AsyncGenerator<BlobBatch> {
  const parse = parserFor(options.unseen.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
  const tasks = readTasks(options);
  const open: Promise<BlobBatch>[] = [];
  let source: { failure: unknown } | null = null;
  let isRead = false;
  for (;;) {
    while (!isRead && open.length < MOST_OPEN_BATCHES) {
      try {
        const { value: task, done } = await tasks.next();
        if (done) isRead = true;
        else open.push(started(parse, task));
      } catch (failure) {
        source = { failure };
        isRead = true;
      }
    }
    const first = open.shift();
    if (first === undefined) break;
    yield await first;
  }
  if (source !== null) throw source.failure;
}

function started(parse: Parse, task: ParseTask): Promise<BlobBatch> {
  const batch = parse(task);
  // It may fail before its turn; then it is raised at its turn.
  batch.catch(() => {});
  return batch;
}

async function* readTasks(options: ReadUnseenOptions): AsyncGenerator<ParseTask> {
  const { database, repositoryId, embedSpaceId: spaceId, tree, unseen, signal } = options;
  const bySha = Map.groupBy(unseen, ({ blobSha }) => blobSha);
  const toTask = async (blobs: Omit<ParseTask["blobs"][number], "id">[]): Promise<ParseTask> => {
    const ids = await reserveBlobIds(database, blobs.length);
    return {
      repositoryId,
      spaceId,
      blobs: blobs.map((blob, index) => ({ ...blob, id: ids[index] ?? 0 })),
    };
  };
  let blobs: Omit<ParseTask["blobs"][number], "id">[] = [];
  let bytes = 0;
  for await (const { blobSha, content } of tree.readBlobs([...bySha.keys()])) {
    signal?.throwIfAborted();
    for (const { path, language } of bySha.get(blobSha) ?? []) {
      blobs.push({ blobSha, language, path, content });
    }
    bytes += content.length;
    if (blobs.length < BATCH_BLOBS && bytes < BATCH_BYTES) continue;
    yield await toTask(blobs);
    blobs = [];
    bytes = 0;
  }
  if (blobs.length > 0) yield await toTask(blobs);
}
