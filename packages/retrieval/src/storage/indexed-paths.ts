import type { Queryable } from "@devflow/database";
import { textOf } from "./rows.ts";

/**
 * Which of the paths the indexed tree of a repository has, as they were asked for: also in other capitals or with
 * letters composed otherwise, which is the same file on half of all systems.
 */
export async function readIndexedPaths(
  db: Queryable,
  repositoryId: number,
  paths: readonly string[],
): Promise<ReadonlySet<string>> {
  if (paths.length === 0) return new Set();
  const spellings = paths.flatMap((path) =>
    [...new Set([path, path.normalize("NFC"), path.normalize("NFD")])].map((as) => ({ path, as })),
  );
  const rows = await db.query(
    `SELECT DISTINCT asked.path FROM unnest($2::text[], $3::text[]) AS asked(path, spelt)
       JOIN indexed_files AS file ON file.repository_id = $1 AND lower(file.path) = lower(asked.spelt)`,
    [repositoryId, spellings.map(({ path }) => path), spellings.map(({ as }) => as)],
  );
  return new Set(rows.map((row) => textOf(row, "path")));
}
