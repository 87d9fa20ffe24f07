import { createHash, randomUUID } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLogger } from "@devflow/logging";
import { dumpPglite } from "./dump-pglite.ts";
import { migrate } from "./migrate.ts";
import { migrationsFolder, readMigrationFiles } from "./migration-files.ts";
import type { Database } from "./model.ts";
import { openPglite } from "./pglite/open-pglite.ts";
import { openPostgres } from "./postgres/open-postgres.ts";
import { createTemplate, urlOfDatabase } from "./postgres/test-template.ts";
import { quoteName } from "./sql-names.ts";

/**
 * Databases for tests: migrated, empty, one's own, quick. The first PGlite of a set of migrations
 * takes about 5 s and leaves a dump in the temporary folder; later ones start from it.
 */

const silent = createLogger({ level: "silent" });

/**
 * A test holds what it forks: every git that it starts begins with a copy of its page tables. With
 * these, a database in memory takes 390 MB of the process instead of 630, and two thirds of the
 * time to open: the templates are 15 of the 32 MB of a dump, and Postgres writes to all of its
 * 128 MB of buffers.
 */
const slimming = [
  "UPDATE pg_database SET datistemplate = false",
  "DROP DATABASE template0",
  "DROP DATABASE template1",
  "ALTER SYSTEM SET shared_buffers = '16MB'",
  "ALTER SYSTEM SET min_wal_size = '2MB'",
  "ALTER SYSTEM SET wal_recycle = off",
  "CHECKPOINT",
];

/** A migrated PGlite in memory. Close it when the tests are done. */
export async function createTestDatabase(): Promise<Database> {
  return openPglite("memory", { dump: await testDump() });
}

/**
 * Deletes all rows, in the order of the names; what refers to them goes by its foreign keys. TRUNCATE
 * makes a new file for each table and index and takes 10 times as long for the few rows of a test.
 */
export function emptyTables(database: Database, ...tables: string[]): Promise<void> {
  return database.transaction(async (transaction) => {
    for (const table of tables) await transaction.query(`DELETE FROM ${table}`);
  });
}

/**
 * A migrated PGlite in a data folder, for tests that open it again or in another process: later
 * opening takes 0.5 s, as it does for everybody, with the settings of everybody.
 */
export async function createTestFolder(folder: string): Promise<void> {
  const database = await openPglite(folder, { dump: await testDump() });
  await database.query("ALTER SYSTEM RESET ALL");
  await database.close();
}

function testDump(): Promise<Uint8Array<ArrayBuffer>> {
  const file = join(tmpdir(), `devflow-test-${process.getuid?.() ?? 0}-${dumpKey()}.tar`);
  return readFile(file).catch(() => createDump(file));
}

/** Written aside and renamed: test files that start together see all of it or nothing. */
async function createDump(file: string): Promise<Uint8Array<ArrayBuffer>> {
  const database = await openPglite("memory");
  await migrate(database, migrationsFolder);
  for (const statement of slimming) await database.query(statement);
  const dump = await dumpPglite(database);
  await database.close();
  const unfinished = `${file}.${randomUUID()}`;
  await writeFile(unfinished, dump, { mode: 0o600 });
  await rename(unfinished, file);
  return dump;
}

export interface TestPostgres {
  database: Database;
  /** For further connections, for example of another process. */
  url: string;
  /** Closes the database and drops it on the server. */
  close(): Promise<void>;
}

/** A migrated database of its own on the server at `url`, cloned from a template. */
export async function createTestPostgres(url: string): Promise<TestPostgres> {
  const server = openPostgres(url, { logger: silent, maxConnections: 1 });
  const template = `devflow_template_${schemaKey()}`;
  const name = `devflow_test_${randomUUID().replaceAll("-", "")}`;
  await createTemplate(server, url, { name: template, folder: migrationsFolder });
  await server.query(`CREATE DATABASE ${quoteName(name)} TEMPLATE ${quoteName(template)}`);
  const ownUrl = urlOfDatabase(url, name);
  const database = openPostgres(ownUrl, { logger: silent });
  return {
    database,
    url: ownUrl,
    async close() {
      await database.close();
      await server.query(`DROP DATABASE ${quoteName(name)} WITH (FORCE)`);
      await server.close();
    },
  };
}

function dumpKey(): string {
  return hashOf(schemaKey(), ...slimming);
}

function schemaKey(): string {
  return hashOf(...readMigrationFiles(migrationsFolder).map((file) => file.name + file.checksum));
}

function hashOf(...parts: string[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex").slice(0, 16);
}
