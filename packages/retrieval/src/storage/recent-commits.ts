import type { Database, Queryable } from "@devflow/database";
import { LONGEST_PATH_BYTES } from "../indexing/path-skip-reason.ts";
import { numberOrNullOf, textOf, textsOf } from "./rows.ts";

export interface RecentCommit {
  sha: string;
  paths: readonly string[];
}

const MOST_COMMITS = 1_000;
const MOST_FOUND = 300;

/** The newest commit that is stored, null when there is none. */
export async function readNewestCommit(
  db: Queryable,
  repositoryId: number,
): Promise<string | null> {
  const [row] = await db.query(
    `SELECT sha FROM recent_commits WHERE repository_id = $1 ORDER BY position DESC LIMIT 1`,
    [repositoryId],
  );
  return row === undefined ? null : textOf(row, "sha");
}

/** Adds commits, given newest first, and drops those beyond the last 1,000. */
export async function storeCommits(
  database: Database,
  repositoryId: number,
  commits: readonly RecentCommit[],
  isContinued: boolean,
): Promise<void> {
  await database.transaction(async (db) => {
    if (!isContinued) {
      await db.query(`DELETE FROM recent_commits WHERE repository_id = $1`, [repositoryId]);
    }
    const [row] = await db.query(
      `SELECT max(position) AS last FROM recent_commits WHERE repository_id = $1`,
      [repositoryId],
    );
    const last = (row === undefined ? null : numberOrNullOf(row, "last")) ?? 0;
    const oldestFirst = commits.toReversed().map(({ sha, paths }) => ({
      sha,
      paths: paths.filter((path) => Buffer.byteLength(path) <= LONGEST_PATH_BYTES),
    }));
    await db.query(
      `INSERT INTO recent_commits (repository_id, sha, position, paths)
       SELECT $1, given ->> 'sha', $2 + place,
              ARRAY(SELECT jsonb_array_elements_text(given -> 'paths'))
         FROM jsonb_array_elements($3::jsonb) WITH ORDINALITY AS all_given (given, place)
       ON CONFLICT DO NOTHING`,
      [repositoryId, last, JSON.stringify(oldestFirst)],
    );
    await db.query(`DELETE FROM recent_commits WHERE repository_id = $1 AND position <= $2`, [
      repositoryId,
      last + commits.length - MOST_COMMITS,
    ]);
  });
}

/** The paths of each commit that changed one of the files, newest first. */
export async function findCommitsOf(
  db: Queryable,
  repositoryId: number,
  paths: readonly string[],
): Promise<string[][]> {
  if (paths.length === 0) return [];
  const rows = await db.query(
    `SELECT paths FROM recent_commits
      WHERE repository_id = $1 AND paths && $2::text[]
      ORDER BY position DESC LIMIT $3`,
    [repositoryId, paths, MOST_FOUND],
  );
  return rows.map((row) => textsOf(row, "paths"));
}
