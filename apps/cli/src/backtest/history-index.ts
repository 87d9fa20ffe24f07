/**
 * The index of a repository as it was at past commits.
 *
 * Wanted: what a review of a past change finds is what was there at its base, and nothing of later;
 * moving to the next base costs what differs, not a whole index.
 * Design: a database of its own, which no server shares: nothing that was stored since (people's
 * comments, dismissals) is in it. Bases are visited oldest first; facts are kept by blob, so that an
 * update parses new blobs only. Which files changed together is forgotten and read again up to each
 * base: an update to a commit without such a history would keep what a later one brought, or take
 * what differs from there for one commit, with the names of files that did not exist yet.
 * Accepted: a kept index (`folder`) begins at the commit of the last run and moves back first.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Settings } from "@devflow/config";
import { migrate, migrationsFolder, openDatabase } from "@devflow/database";
import { openEmbedder } from "@devflow/engines/embedder";
import type { LocalRepository, SourceTree } from "@devflow/git";
import { type CodeIndex, ensureLocalRepository, openCodeIndex } from "@devflow/retrieval";
import { quietLogger } from "../local/quiet-logger.ts";

export interface HistoryIndex extends AsyncDisposable {
  /** The index as of a commit. One at a time: a later call moves it. */
  at(commitSha: string, signal: AbortSignal): Promise<CodeIndex>;
}

/** @param folder Where it is kept for the next run; null: removed at the end. */
export async function openHistoryIndex(
  repository: LocalRepository,
  settings: Settings,
  folder: string | null,
): Promise<HistoryIndex> {
  const temporary = folder === null ? await mkdtemp(join(tmpdir(), "devflow-backtest-")) : null;
  const remove = async () => {
    if (temporary !== null) await rm(temporary, { recursive: true, force: true });
  };
  try {
    const place = { databaseUrl: null, dataFolder: folder ?? temporary ?? "" };
    const database = await openDatabase(place, quietLogger(settings));
    await migrate(database, migrationsFolder);
    const repositoryId = await ensureLocalRepository(database, repository.root);
    const embedder = await openEmbedder(settings, quietLogger(settings));
    const index = openCodeIndex(database, repositoryId, {
      embedder,
      secretFiles: settings.secretFiles,
    });
    return {
      async at(commitSha, signal) {
        await database.query(`DELETE FROM recent_commits WHERE repository_id = $1`, [repositoryId]);
        await index.update(withOwnHistory(await repository.tree(commitSha)), { signal });
        return index;
      },
      async [Symbol.asyncDispose]() {
        await database.close();
        await remove();
      },
    };
  } catch (thrown) {
    await remove();
    throw thrown;
  }
}

/** The tree with all of its history as news: what the index knew of others is deleted before. */
function withOwnHistory(tree: SourceTree): SourceTree {
  return {
    ...tree,
    history: async () => {
      const read = await tree.history?.(null);
      return { commits: read?.commits ?? [], isContinued: true };
    },
  };
}
