import type { Database } from "@devflow/database";
import { ExternalError } from "@devflow/errors";
import type { SourceTree } from "../model.ts";
import { readNewestCommit, storeCommits } from "../storage/recent-commits.ts";

/**
 * Brings what is known of files that change together up to the tree: only commits since the last
 * one that is known are read. The history is a weak signal: an index without it is as good as new.
 */
export async function refreshHistory({
  database,
  repositoryId,
  tree,
}: {
  database: Database;
  repositoryId: number;
  tree: SourceTree;
}): Promise<void> {
  const newest = await readNewestCommit(database, repositoryId);
  const read = await tree.history?.(newest).catch((thrown: unknown) => {
    if (thrown instanceof ExternalError) return undefined;
    throw thrown;
  });
  if (read === undefined || (read.isContinued && read.commits.length === 0)) return;
  await storeCommits(database, repositoryId, read.commits, read.isContinued);
}
