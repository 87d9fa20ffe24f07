import type { Database } from "@devflow/database";
import { ExternalError } from "@devflow/errors";
import { isPieceOfWork } from "@devflow/git";
import type { SourceTree } from "../model.ts";
import { readNewestCommit, storeCommits } from "../storage/recent-commits.ts";

/**
 * Brings what is known of files that change together up to the tree: only commits since the last
 * one that is known are read. A server's mirrors hold no history: there, what an update changes
 * counts as one commit, so that the history grows with every push. It is a weak signal: an index
 * without it is as good as new.
 */
export async function refreshHistory(
  { database, repositoryId, tree }: { database: Database; repositoryId: number; tree: SourceTree },
  changedPaths: readonly string[],
): Promise<void> {
  const newest = await readNewestCommit(database, repositoryId);
  const read = await tree.history?.(newest).catch((thrown: unknown) => {
    if (thrown instanceof ExternalError) return undefined;
    throw thrown;
  });
  if (read !== undefined && read.commits.length > 0) {
    await storeCommits(database, repositoryId, read.commits, read.isContinued);
    return;
  }
  if (read === undefined || read.isContinued || !isPieceOfWork(changedPaths)) return;
  const pushed = { sha: tree.commitSha, paths: changedPaths };
  await storeCommits(database, repositoryId, [pushed], true);
}
