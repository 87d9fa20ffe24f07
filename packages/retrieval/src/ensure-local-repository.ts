import { realpath } from "node:fs/promises";
import { basename } from "node:path";
import type { Database } from "@devflow/database";
import { invariant, UsageError } from "@devflow/errors";
import { numberOf } from "./storage/rows.ts";

/** The row of `repositories` for a folder on this machine, added when it is new. */
export async function ensureLocalRepository(database: Database, folder: string): Promise<number> {
  const path = await realpath(folder).catch((cause: unknown) => {
    throw new UsageError(`There is no folder ${folder}.`, "Give the path of a git checkout.", {
      cause,
    });
  });
  const [row] = await database.query(
    `INSERT INTO repositories (name, local_path) VALUES ($1, $2)
     ON CONFLICT (local_path) DO UPDATE SET state = 'active'
     RETURNING id`,
    [basename(path), path],
  );
  invariant(row !== undefined, "an upsert gives its row");
  return numberOf(row, "id");
}
