import { resolve } from "node:path";
import type { Database } from "@devflow/database";

/** The id of a repository by `owner/name` or by its folder; undefined when it is not known. */
export async function repositoryByName(
  database: Database,
  name: string,
): Promise<number | undefined> {
  const [row] = await database.query<{ id: number }>(
    `SELECT id FROM repositories
      WHERE state = 'active' AND (lower(owner || '/' || name) = lower($1) OR local_path = $2)
      ORDER BY id
      LIMIT 1`,
    [name, resolve(name)],
  );
  return row?.id;
}
