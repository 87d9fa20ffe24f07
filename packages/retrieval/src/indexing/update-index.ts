/**
 * Bringing a repository's index to a tree.
 *
 * Properties wanted: readers see the former state until the end, then the new one whole; a blob is
 * parsed once, also when an update is killed and run again; two updates at the same time end in
 * the state of one of them; memory does not grow with the size of files.
 * Design: facts are stored by blob, a batch a transaction, where no reader looks for them, since
 * readers start from `indexed_files`. One transaction at the end moves the live tree. Blobs that
 * fell out of use are kept for a week and swept by that transaction.
 * Races accepted: two updates may parse the same blob, one of them for nothing. A blob may be swept
 * between planning and switching by another update's switch; the switch notices, and the update
 * plans again.
 */

import type { Database } from "@devflow/database";
import { coerceError, ExternalError } from "@devflow/errors";
import type { LiveFile } from "../lexical/lexical-snapshot.ts";
import { mergeSegments } from "../lexical/merge-segments.ts";
import type { IndexProgress, IndexReport, SourceTree } from "../model.ts";
import { repositoryCacheOf } from "../repository-cache.ts";
import { keyOf } from "../storage/blob-key.ts";
import { byPath, readLiveFiles } from "../storage/live-files.ts";
import { readIndexState } from "../storage/read-index-state.ts";
import { confirmLiveState, switchLiveState } from "../storage/switch-live-state.ts";
import { writeFailure } from "../storage/write-index-state.ts";
import { embedLiveChunks } from "../vectors/embed-live-chunks.ts";
import type { Embedder } from "../vectors/embedder.ts";
import { planUpdate, type UpdatePlan } from "./plan-update.ts";
import { readUnseenBlobs } from "./read-unseen-blobs.ts";

const MOST_ATTEMPTS = 3;

export interface UpdateOptions {
  database: Database;
  repositoryId: number;
  embedder: Embedder | null;
  ignorePaths: readonly string[];
  tree: SourceTree;
  onProgress: (progress: IndexProgress) => void;
  signal: AbortSignal | undefined;
}

/** Runs an update and leaves its outcome in the index state. */
export async function updateIndex(options: UpdateOptions): Promise<IndexReport> {
  const { database, repositoryId, signal } = options;
  await database.query(`SELECT create_code_index($1)`, [repositoryId]);
  try {
    return await runUpdate(options);
  } catch (thrown) {
    const error = signal?.aborted === true ? null : coerceError(thrown).message;
    await writeFailure(database, repositoryId, error).catch(() => {
      // The database is the likely culprit; the first error tells more.
    });
    throw thrown;
  }
}

async function runUpdate(options: UpdateOptions): Promise<IndexReport> {
  const { database, repositoryId, tree, ignorePaths } = options;
  const start = performance.now();
  let blobsParsed = 0;
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const plan = await planUpdate(database, repositoryId, tree, ignorePaths);
    const read = plan.unseen.length > 0 ? await readUnseenBlobs({ ...options, ...plan }) : null;
    blobsParsed += read?.size ?? 0;
    await refreshStatistics(options, read?.size ?? 0, plan.files.length);
    const { files, skipped } = resolveFiles(plan, new Map([...plan.known, ...(read ?? [])]));
    const chunks = await makeLive(options, files);
    if (chunks === null) continue;
    await mergeSegments(options);
    const durationMs = Math.round(performance.now() - start);
    return {
      commitSha: tree.commitSha,
      files: files.length,
      blobsParsed,
      chunks,
      skipped,
      durationMs,
    };
  }
  throw new ExternalError("the index changed under the update three times", {
    service: "database",
    retryable: true,
    code: "index_contended",
  });
}

/**
 * The embedded engine has no autovacuum: without statistics the planner takes 10,000 rows for one
 * and loops over them (a query of 18 ms took 475). Only after loads that change the picture.
 */
async function refreshStatistics(
  { database, repositoryId }: UpdateOptions,
  readBlobs: number,
  files: number,
) {
  if (readBlobs * 5 < files || readBlobs === 0) return;
  const partition = `chunks_${repositoryId}`;
  await database.query(
    `ANALYZE indexed_blobs, symbol_definitions, symbol_references, ${partition}`,
  );
}

async function makeLive(
  options: UpdateOptions,
  files: readonly LiveFile[],
): Promise<number | null> {
  const { database, repositoryId, tree, signal } = options;
  const state = await readIndexState(database, repositoryId);
  const { blobTerms } = repositoryCacheOf(database, repositoryId);
  const spaceId = await embedLiveChunks({ ...options, blobTerms, files, spaceId: state.spaceId });
  signal?.throwIfAborted();
  const next = { commitSha: tree.commitSha, files, spaceId };
  const isSame =
    state.version > 0 &&
    state.spaceId === spaceId &&
    isSameTree(files, await readLiveFiles(database, repositoryId));
  if (isSame && (await confirmLiveState(database, repositoryId, state.version, next.commitSha))) {
    return state.chunks;
  }
  return switchLiveState(database, repositoryId, next);
}

function resolveFiles(plan: UpdatePlan, known: UpdatePlan["known"]) {
  const files: LiveFile[] = [];
  const skipped = [...plan.skipped];
  for (const file of plan.files) {
    const blob = known.get(keyOf(file));
    const reason = blob === undefined ? "unreadable" : blob.skipReason;
    if (blob === undefined || reason !== null)
      skipped.push({ path: file.path, reason: reason ?? "" });
    else files.push({ path: file.path, blobId: blob.id });
  }
  return { files: files.sort(byPath), skipped: skipped.sort(byPath) };
}

function isSameTree(a: readonly LiveFile[], b: readonly LiveFile[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ path, blobId }, index) => b[index]?.path === path && b[index].blobId === blobId)
  );
}
