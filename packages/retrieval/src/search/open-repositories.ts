import type { Database } from "@devflow/database";
import type { LexicalSnapshot } from "../lexical/lexical-snapshot.ts";
import { repositoryCacheOf } from "../repository-cache.ts";
import { numberOf, numberOrNullOf, textOf, textOrNullOf } from "../storage/rows.ts";

/** One of the repositories that a search looks at, in the state that it reflects. */
export interface OpenRepository {
  id: number;
  /** `owner/name`, or the folder's name. */
  name: string;
  commitSha: string;
  /** The vectors that searches use. Null: full text only. */
  spaceId: number | null;
  chunks: number;
  snapshot: LexicalSnapshot;
}

/** Those of the repositories that have an index, by id. */
export async function openRepositories(
  database: Database,
  repositoryIds: readonly number[],
): Promise<OpenRepository[]> {
  const rows = await database.query(
    `SELECT i.repository_id, i.version, i.commit_sha, i.space_id, i.chunks,
            concat_ws('/', r.owner, r.name) AS name
       FROM index_states i JOIN repositories r ON r.id = i.repository_id
      WHERE i.repository_id = ANY($1::bigint[]) AND i.version > 0 ORDER BY i.repository_id`,
    [repositoryIds],
  );
  return Promise.all(
    rows.map(async (row) => {
      const id = numberOf(row, "repository_id");
      return {
        id,
        name: textOf(row, "name"),
        commitSha: textOrNullOf(row, "commit_sha") ?? "",
        spaceId: numberOrNullOf(row, "space_id"),
        chunks: numberOf(row, "chunks"),
        snapshot: await repositoryCacheOf(database, id).snapshot(numberOf(row, "version")),
      };
    }),
  );
}
