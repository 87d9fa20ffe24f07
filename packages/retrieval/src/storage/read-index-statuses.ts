import type { Queryable, Row } from "@devflow/database";
import type { IndexedLanguage, IndexStateName, RepositoryIndexStatus } from "../model.ts";
import { dateOrNullOf, numberOf, numberOrNullOf, textOf, textOrNullOf } from "./rows.ts";

/** A running update says how far it is every few seconds; embedding by a slow server less often. */
const SILENT_MS = 5 * 60_000;

/** The states of one repository or of all, in two statements. */
export async function readIndexStatuses(
  db: Queryable,
  repositoryId: number | null,
): Promise<RepositoryIndexStatus[]> {
  const rows = await db.query(
    `SELECT r.id, CASE WHEN r.owner IS NULL THEN r.name ELSE r.owner || '/' || r.name END AS name,
            r.local_path, s.commit_sha, coalesce(s.files, 0) AS files,
            coalesce(s.chunks, 0) AS chunks, s.progress_done, s.progress_total, s.progress_at,
            s.last_error, s.started_at, s.updated_at, s.rebuilt_at, s.duration_ms,
            v.embedder, now() AS read_at
       FROM repositories r
       LEFT JOIN index_states s ON s.repository_id = r.id
       LEFT JOIN vector_spaces v ON v.id = s.space_id
      WHERE r.state = 'active' AND ($1::bigint IS NULL OR r.id = $1)
      ORDER BY name, r.id`,
    [repositoryId],
  );
  const languages = await readLanguages(db, repositoryId);
  return rows.map((row) => statusOf(row, languages.get(numberOf(row, "id")) ?? []));
}

async function readLanguages(
  db: Queryable,
  repositoryId: number | null,
): Promise<Map<number, IndexedLanguage[]>> {
  const rows = await db.query(
    `SELECT f.repository_id, b.language, count(*) AS files, sum(b.lines) AS lines
       FROM indexed_files f JOIN indexed_blobs b ON b.id = f.blob_id
      WHERE $1::bigint IS NULL OR f.repository_id = $1
      GROUP BY f.repository_id, b.language
      ORDER BY lines DESC, b.language`,
    [repositoryId],
  );
  const byRepository = Map.groupBy(rows, (row) => numberOf(row, "repository_id"));
  return new Map(
    [...byRepository].map(([id, found]) => [
      id,
      found.map((row) => ({
        language: textOf(row, "language"),
        files: numberOf(row, "files"),
        lines: numberOf(row, "lines"),
      })),
    ]),
  );
}

function statusOf(row: Row, languages: IndexedLanguage[]): RepositoryIndexStatus {
  const done = numberOrNullOf(row, "progress_done");
  const total = numberOrNullOf(row, "progress_total");
  return {
    repositoryId: numberOf(row, "id"),
    name: textOf(row, "name"),
    localPath: textOrNullOf(row, "local_path"),
    state: stateOf(row),
    commitSha: textOrNullOf(row, "commit_sha"),
    files: numberOf(row, "files"),
    chunks: numberOf(row, "chunks"),
    languages,
    embedder: textOrNullOf(row, "embedder"),
    progress: done === null || total === null ? null : { done, total },
    lastError: textOrNullOf(row, "last_error"),
    startedAt: dateOrNullOf(row, "started_at"),
    updatedAt: dateOrNullOf(row, "updated_at"),
    rebuiltAt: dateOrNullOf(row, "rebuilt_at"),
    durationMs: numberOrNullOf(row, "duration_ms"),
  };
}

/** Compared with the database's clock: it wrote both times. */
function stateOf(row: Row): IndexStateName {
  const progressAt = dateOrNullOf(row, "progress_at");
  const readAt = dateOrNullOf(row, "read_at");
  if (progressAt !== null && readAt !== null) {
    const isHeard = readAt.getTime() - progressAt.getTime() < SILENT_MS;
    return isHeard ? "indexing" : "interrupted";
  }
  if (row.last_error !== null) return "failed";
  return row.commit_sha === null ? "not_indexed" : "ready";
}
