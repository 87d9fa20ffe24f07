import { randomUUID } from "node:crypto";
import { createLogger } from "@devflow/logging";
import { hasSqlState } from "../database-error.ts";
import { migrate } from "../migrate.ts";
import type { Database } from "../model.ts";
import { quoteName } from "../sql-names.ts";
import { openPostgres } from "./open-postgres.ts";

/**
 * The database on a server that test databases are cloned from.
 *
 * Properties: a template that exists is complete; whoever asks has one when the call ends, and
 * leaves nothing else behind.
 *
 * Design: migrated under a name of its own and renamed. Test files begin at the same moment, in
 * many processes: the first one's name stands, the others drop what they made.
 *
 * Accepted: work done more than once, on a new server.
 */

/**
 * How Postgres says that the name is taken: as a rule by looking, and by the unique index on
 * `pg_database` when two rename in the same instant and neither sees the other.
 */
const nameIsTaken = ["42P04", "23505"];
const silent = createLogger({ level: "silent" });

/** Sees to it that the database `name` is there, with every migration of `folder`. */
export async function createTemplate(
  server: Database,
  url: string,
  { name, folder }: { name: string; folder: string },
): Promise<void> {
  const known = await server.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
  if (known.length > 0) return;
  const unfinished = `devflow_new_${randomUUID().replaceAll("-", "")}`;
  await server.query(`CREATE DATABASE ${quoteName(unfinished)}`);
  const database = openPostgres(urlOfDatabase(url, unfinished), { logger: silent });
  await migrate(database, folder).finally(() => database.close());
  try {
    await server.query(`ALTER DATABASE ${quoteName(unfinished)} RENAME TO ${quoteName(name)}`);
  } catch (thrown) {
    await server.query(`DROP DATABASE ${quoteName(unfinished)} WITH (FORCE)`);
    if (!nameIsTaken.some((state) => hasSqlState(thrown, state))) throw thrown;
  }
}

/** The same server, another database. */
export function urlOfDatabase(url: string, name: string): string {
  const parsed = new URL(url);
  parsed.pathname = `/${name}`;
  return parsed.href;
}
