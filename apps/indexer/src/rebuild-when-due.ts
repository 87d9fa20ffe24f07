/**
 * The weekly rebuild of a repository.
 *
 * Properties wanted: pushes are searchable within seconds also while a large repository is read
 * anew; a failure or a kill leaves the former index in use and costs no work twice.
 * Design: a job brings the index to the tip first. Then it rebuilds for a while; when that is not
 * enough it ends and enqueues itself, so that other repositories' jobs have their turn and its own
 * pushes are fetched before it goes on. What is parsed stays parsed. When a rebuild is due is read
 * from the state, not from the queue.
 */
import type { Database } from "@devflow/database";
import type { CodeIndex, IndexReport, SourceTree } from "@devflow/retrieval";
import { REBUILD_EVERY } from "./enqueue-due.ts";

/** A push waits at most this long. The first seconds of a slice plan and start threads. */
const SLICE_MS = 20_000;

/** Gives the report of a rebuild that ended, `unfinished` when there is more to do, null when none is due. */
export async function rebuildWhenDue(
  database: Database,
  repositoryId: number,
  index: CodeIndex,
  tree: SourceTree,
  signal: AbortSignal,
  sliceMs = SLICE_MS,
): Promise<IndexReport | "unfinished" | null> {
  if (!(await isDue(database, repositoryId))) return null;
  const slice = AbortSignal.timeout(sliceMs);
  try {
    return await index.update(tree, { rebuild: true, signal: AbortSignal.any([signal, slice]) });
  } catch (thrown) {
    if (slice.aborted && !signal.aborted) return "unfinished";
    throw thrown;
  }
}

async function isDue(database: Database, repositoryId: number): Promise<boolean> {
  const rows = await database.query(
    `SELECT FROM index_states
      WHERE repository_id = $1 AND (rebuilt_at IS NULL OR rebuilt_at < now() - $2::interval)`,
    [repositoryId, REBUILD_EVERY],
  );
  return rows.length > 0;
}
