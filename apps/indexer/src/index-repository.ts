import { tellEmbedded } from "@devflow/audit";
import { coerceError } from "@devflow/errors";
import { fetchMirror, openMirror } from "@devflow/git";
import {
  type IndexReport,
  openCodeIndex,
  recordIndexFailure,
  watchEmbedder,
} from "@devflow/retrieval";
import { defaultBranchOf } from "./default-branch.ts";
import type { IndexerContext } from "./indexer-parts.ts";
import { mirrorFolder, writeCaFile } from "./mirror-folder.ts";
import { readIgnorePaths } from "./read-ignore-paths.ts";
import type { RemoteRepository } from "./read-repository.ts";
import { rebuildWhenDue } from "./rebuild-when-due.ts";

/** What an index job did. */
export interface IndexedRepository {
  updated: IndexReport;
  /** Null when no rebuild was due. */
  rebuilt: IndexReport | "unfinished" | null;
}

/**
 * Brings one repository's index to the tip of its default branch, and rebuilds it when that is due.
 * A failure is left in its state.
 */
export async function indexRepository(
  context: IndexerContext,
  repository: RemoteRepository,
  signal: AbortSignal,
): Promise<IndexedRepository> {
  const folder = mirrorFolder(context.settings.dataFolder, repository.id);
  const commitSha = await fetchTip(context, repository, folder, signal).catch(async (thrown) => {
    const { message } = coerceError(thrown);
    if (!signal.aborted) await recordIndexFailure(context.database, repository.id, message);
    throw thrown;
  });
  await using mirror = openMirror(folder);
  const tree = await mirror.tree(commitSha);
  const ignorePaths = await readIgnorePaths(tree);
  const { database } = context;
  const watched = watchEmbedder(context.embedder);
  const { embedder } = watched;
  const { secretFiles } = context.settings;
  const index = openCodeIndex(database, repository.id, { ignorePaths, secretFiles, embedder });
  try {
    const updated = await index.update(tree, { signal });
    const rebuilt = await rebuildWhenDue(database, repository.id, index, tree, signal);
    return { updated, rebuilt };
  } finally {
    const name = `${repository.owner}/${repository.name}`;
    const task = { actor: "devflow", details: { repository: name, commit: commitSha } };
    await tellEmbedded(database, task, watched.take());
  }
}

async function fetchTip(
  { app, database, settings }: IndexerContext,
  repository: RemoteRepository,
  folder: string,
  signal: AbortSignal,
): Promise<string> {
  const client = (await app()).forInstallation(repository.installationId);
  const revision = await defaultBranchOf(database, client, repository);
  const { url, authorizationHeader } = await client.cloneAccess(repository);
  const caFile = await writeCaFile(settings.dataFolder, [settings.network.ca, settings.githubCa]);
  return fetchMirror({ folder, url, authorizationHeader, revision, caFile, signal });
}
