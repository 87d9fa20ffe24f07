import { openRepository } from "@devflow/git";
import {
  ensureLocalRepository,
  listIndexStatuses,
  type RepositoryIndexStatus,
} from "@devflow/retrieval";
import { indexStatusToText } from "../formats/index-status-to-text.ts";
import { loadCliSettings } from "../local/cli-settings.ts";
import { withLocalDatabase } from "../local/with-local-index.ts";
import { writeOut } from "../write-out.ts";
import type { IndexOptions } from "./index.ts";

/** `devflow index --status`: of one checkout, or of every repository. Changes no index. */
export async function runIndexStatus(options: IndexOptions): Promise<void> {
  const settings = loadCliSettings(options);
  const statuses = await withLocalDatabase(settings, async (database) => {
    if (options.all) return await listIndexStatuses(database);
    await using repository = await openRepository(options.repo);
    return await listIndexStatuses(
      database,
      await ensureLocalRepository(database, repository.root),
    );
  });
  const documents = statuses.map(toJson);
  const document = options.all ? documents : documents[0];
  await writeOut(
    options.json
      ? `${JSON.stringify(document, null, 2)}\n`
      : indexStatusToText(statuses, new Date()),
  );
}

function toJson(status: RepositoryIndexStatus) {
  return {
    repository_id: status.repositoryId,
    name: status.name,
    folder: status.localPath,
    state: status.state,
    commit: status.commitSha,
    files: status.files,
    chunks: status.chunks,
    languages: status.languages,
    embedder: status.embedder,
    progress: status.progress,
    last_error: status.lastError,
    started_at: status.startedAt,
    updated_at: status.updatedAt,
    rebuilt_at: status.rebuiltAt,
    duration_ms: status.durationMs,
  };
}
