/**
 * Bringing a repository's index to a tree.
 *
 * Properties wanted: readers see the former state until the end, then the new one whole; a blob is
 * parsed once, also when an update is killed and run again; two updates at the same time end in
 * the state of one of them; memory does not grow with the size of files; a push costs what it
 * changes.
 * Design: facts are stored by blob, a batch a transaction, where no reader looks for them, since
 * readers start from `indexed_files`. One transaction at the end moves the live tree. A rebuild does
 * the same in the next generation of blobs, whatever is stored already, and makes that generation
 * the live one; cut short, it goes on with what its generation holds. Blobs that fell out of use are
 * kept for a while and swept afterwards.
 * Races accepted: two updates may parse the same blob, one of them for nothing. Another update may
 * switch, or sweep a blob, between planning and switching; the switch notices, and the update plans
 * again.
 */

import type { Database } from "@devflow/database";
import { coerceError, ExternalError } from "@devflow/errors";
import { refreshHistory } from "../context/refresh-history.ts";
import { mergeSegments } from "../lexical/merge-segments.ts";
import type { IndexProgress, IndexReport, SourceTree } from "../model.ts";
import { sweepIndex } from "../storage/sweep-index.ts";
import { confirmLiveState, switchLiveState } from "../storage/switch-live-state.ts";
import { ensureVectorSpace } from "../storage/vector-spaces.ts";
import { writeFailure, writeStart } from "../storage/write-index-state.ts";
import { embedLiveChunks } from "../vectors/embed-live-chunks.ts";
import type { EmbedderSource } from "../vectors/embedder.ts";
import { indexVectors } from "../vectors/index-vectors.ts";
import { StaticEmbedder } from "../vectors/static-embedder.ts";
import { type LiveChange, liveChangeOf } from "./live-change.ts";
import { planUpdate, type UpdatePlan } from "./plan-update.ts";
import { readUnseenBlobs } from "./read-unseen-blobs.ts";

const MOST_ATTEMPTS = 3;

export interface UpdateOptions {
  database: Database;
  repositoryId: number;
  embedder: EmbedderSource;
  ignorePaths: readonly string[];
  secretFiles: readonly string[];
  tree: SourceTree;
  /** Read every blob anew, beside what is live. */
  isRebuild: boolean;
  onProgress: (progress: IndexProgress) => void;
  signal: AbortSignal | undefined;
}

/** Runs an update and leaves its outcome in the index state. */
export async function updateIndex(options: UpdateOptions): Promise<IndexReport> {
  const { database, repositoryId, signal } = options;
  await database.query(`SELECT create_code_index($1)`, [repositoryId]);
  try {
    await writeStart(database, repositoryId);
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
  const { database, tree } = options;
  const start = performance.now();
  let blobsParsed = 0;
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const plan = await planUpdate(database, options);
    const read = plan.unseen.length > 0 ? await readUnseen(options, plan) : null;
    blobsParsed += read?.size ?? 0;
    const change = liveChangeOf(plan, new Map([...plan.known, ...(read ?? [])]));
    await refreshStatistics(options, read?.size ?? 0, change.files.length);
    const live = await makeLive(options, plan, change);
    if (live === null) continue;
    const { spaceId, files, chunks } = live;
    await mergeSegments(options);
    await refreshHistory(options, pushedPaths(plan, change));
    // Last: it takes minutes, and may fail where the server has too little memory.
    if (spaceId !== null) await indexVectors(database, options.repositoryId, spaceId, chunks);
    return {
      commitSha: tree.commitSha,
      files,
      chunks,
      blobsParsed,
      skipped: change.skipped,
      durationMs: Math.round(performance.now() - start),
    };
  }
  throw new ExternalError("the index changed under the update three times", {
    service: "database",
    retryable: true,
    code: "index_contended",
  });
}

/** What changed since the update before; nothing at the first. */
function pushedPaths({ former }: UpdatePlan, { changed, gone }: LiveChange): string[] {
  return former.version === 0 ? [] : [...changed.map(({ path }) => path), ...gone];
}

/** The built-in embedder is as quick as parsing: it works beside it, and nothing is read again for it. */
async function readUnseen(options: UpdateOptions, plan: UpdatePlan) {
  const { database, repositoryId } = options;
  const embedder = await options.embedder();
  const space =
    embedder instanceof StaticEmbedder
      ? await ensureVectorSpace(database, repositoryId, embedder)
      : null;
  return readUnseenBlobs({ ...options, ...plan, embedSpaceId: space?.id ?? null });
}

/**
 * The embedded engine has no autovacuum: without statistics the planner takes 10,000 rows for one
 * and loops over them (a query of 18 ms took 475). Only after loads that change the picture; a
 * table at a time, so that others have their turn.
 */
async function refreshStatistics(
  { database, repositoryId }: UpdateOptions,
  readBlobs: number,
  files: number,
) {
  if (readBlobs * 5 < files || readBlobs === 0) return;
  for (const table of [
    "indexed_blobs",
    "symbol_definitions",
    "symbol_references",
    `chunks_${repositoryId}`,
  ]) {
    await database.query(`ANALYZE ${table}`);
  }
}

async function makeLive(
  options: UpdateOptions,
  { former, generation, readWith }: UpdatePlan,
  { files, changed, gone }: LiveChange,
): Promise<{ spaceId: number | null; files: number; chunks: number } | null> {
  const { database, repositoryId, tree, isRebuild, signal } = options;
  const { spaceId: formerSpaceId } = former;
  const spaceId = await embedLiveChunks({ ...options, files, changed, spaceId: formerSpaceId });
  signal?.throwIfAborted();
  const { version } = former;
  const isFirst = version === 0;
  const isSame =
    !isFirst && former.spaceId === spaceId && changed.length === 0 && gone.length === 0;
  if (isSame && !isRebuild) {
    const { commitSha } = tree;
    const isConfirmed = await confirmLiveState(
      database,
      repositoryId,
      version,
      commitSha,
      readWith,
    );
    return isConfirmed ? { spaceId, files: former.files, chunks: former.chunks } : null;
  }
  const live = await switchLiveState(database, repositoryId, {
    formerVersion: version,
    generation,
    isRebuilt: isRebuild || isFirst,
    commitSha: tree.commitSha,
    readWith,
    spaceId,
    changed,
    gone,
  });
  if (live === null) return null;
  await sweepIndex(database, repositoryId, formerSpaceId);
  return { spaceId, ...live };
}
