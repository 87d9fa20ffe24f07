import { UsageError } from "@devflow/errors";
import { engineOf, runTransaction } from "./create-database.ts";
import { hasSqlState } from "./database-error.ts";
import { type MigrationFile, readMigrationFiles } from "./migration-files.ts";
import type { Database } from "./model.ts";
import type { Engine, Session } from "./session.ts";

/**
 * Properties wanted: every file runs once, whole or not at all, in order, however many processes
 * start together; a history that does not match the files is refused before anything runs.
 * Design: one transaction per file. Each begins with an advisory lock and reads the history anew,
 * so a process that waited for the lock sees what the other one did. The lock ends with its
 * transaction, also when the process dies. A library was not taken: those that keep checksums
 * (postgres-migrations) hold a session lock and a pg client of their own, which PGlite has not.
 * Not for statements that refuse to run inside a transaction (CREATE INDEX CONCURRENTLY).
 */

/** Any number that nothing else locks; the letters "devf". */
const advisoryLock = 0x64657666;
const insufficientPrivilege = "42501";
const extensionMissing = ["0A000", "58P01"];

/**
 * Brings the database to the folder's state and gives the names of the files that ran.
 * Raises UsageError when a file was changed, removed, or put before one that already ran, and where
 * a file has yet to run on a database that another, older DevFlow has open.
 */
export async function migrate(database: Database, folder: string): Promise<string[]> {
  const files = readMigrationFiles(folder);
  const engine = engineOf(database);
  const applied: string[] = [];
  for (;;) {
    const name = await runTransaction(engine, (session) => runNext(session, files, engine));
    if (name === null) return applied;
    applied.push(name);
  }
}

async function runNext(
  session: Session,
  files: MigrationFile[],
  { mayMigrate }: Engine,
): Promise<string | null> {
  await session.query("SELECT pg_advisory_xact_lock($1)", [advisoryLock]);
  const next = nextMigration(await readHistory(session), files);
  if (!next) return null;
  if (!mayMigrate) {
    throw new UsageError(
      `the DevFlow that has this database open is older, and does not know migration ${next.name}`,
      "Restart it with this version, which migrates its database, and run the command again.",
    );
  }
  await session.script(next.sql);
  await session.query(
    "INSERT INTO schema_migrations (number, name, checksum) VALUES ($1, $2, $3)",
    [next.number, next.name, next.checksum],
  );
  return next.name;
}

interface HistoryEntry {
  number: number;
  name: string;
  checksum: string;
}

async function readHistory(session: Session): Promise<HistoryEntry[]> {
  const { rows: found } = await session.query(
    "SELECT to_regclass('public.schema_migrations') IS NOT NULL AS exists",
    [],
  );
  if (found[0]?.exists !== true) await prepare(session);
  const { rows } = await session.query(
    "SELECT number, name, checksum FROM schema_migrations ORDER BY number",
    [],
  );
  return rows.map((row) => ({
    number: Number(row.number),
    name: String(row.name),
    checksum: String(row.checksum),
  }));
}

async function prepare(session: Session): Promise<void> {
  try {
    await session.query("CREATE EXTENSION IF NOT EXISTS vector", []);
  } catch (thrown) {
    const states = [insufficientPrivilege, ...extensionMissing];
    if (!states.some((state) => hasSqlState(thrown, state))) throw thrown;
    throw new UsageError(
      "the database has no extension `vector` and it cannot be created",
      "Install pgvector on the server and run `CREATE EXTENSION vector` there as a superuser.",
      { cause: thrown },
    );
  }
  await session.query(
    `CREATE TABLE schema_migrations (
       number integer PRIMARY KEY,
       name text NOT NULL,
       checksum text NOT NULL,
       applied_at timestamptz NOT NULL DEFAULT now()
     )`,
    [],
  );
}

/** The first file that has not run, after the history was found to match the files before it. */
function nextMigration(history: HistoryEntry[], files: MigrationFile[]): MigrationFile | undefined {
  for (const [index, entry] of history.entries()) {
    const file = files[index];
    if (file?.number === entry.number && file.checksum === entry.checksum) continue;
    throw mismatch(entry, file, files);
  }
  return files[history.length];
}

function mismatch(
  entry: HistoryEntry,
  file: MigrationFile | undefined,
  files: MigrationFile[],
): UsageError {
  if (file?.number === entry.number) {
    return new UsageError(
      `migration ${entry.name} was changed after it ran on this database`,
      "Restore the file as it was, and write what is new as a further migration.",
    );
  }
  if (file && files.some((other) => other.number === entry.number)) {
    return new UsageError(
      `migration ${file.name} comes before ${entry.name}, which already ran on this database`,
      "Give the new migration a number after the last one.",
    );
  }
  return new UsageError(
    `this database has run migration ${entry.name}, which this version does not have`,
    "Use the version of DevFlow that the database was last used with, or a newer one.",
  );
}
