import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Database, migrate, migrationsFolder } from "@devflow/database";
import { expect, test } from "vitest";

const samplesFolder = join(import.meta.dirname, "migration-samples");

/** The migrations' file names in order. */
export const migrationNames = readdirSync(migrationsFolder).sort();

/** Each migration must run over rows in every table that came before it. */
export function testMigrationsOverRows(
  engine: Database["engine"],
  open: () => Promise<{ database: Database; close: () => Promise<void> }>,
): void {
  test(`every migration runs over the sample rows of those before it, on ${engine}`, async () => {
    const folder = mkdtempSync(join(tmpdir(), "devflow-migrations-"));
    const { database, close } = await open();
    try {
      await database.query("DROP SCHEMA public CASCADE");
      await database.query("CREATE SCHEMA public");
      for (const name of migrationNames) {
        cpSync(join(migrationsFolder, name), join(folder, name));
        expect(await migrate(database, folder)).toEqual([name]);
        await insertSamples(database, name);
        expect(await emptyTables(database), `tables without sample rows after ${name}`).toEqual([]);
      }
    } finally {
      await close();
      rmSync(folder, { recursive: true });
    }
  });
}

async function insertSamples(database: Database, name: string): Promise<void> {
  const file = join(samplesFolder, name);
  expect(existsSync(file), `test/migration-samples/${name} is missing`).toBe(true);
  for (const statement of readFileSync(file, "utf8").split(/;\s*\n/)) {
    if (statement.trim() !== "") await database.query(statement);
  }
}

/** Partitions are covered by their parents; a partitioned parent has no rows of its own. */
async function emptyTables(database: Database): Promise<string[]> {
  const tables = await database.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition`,
  );
  const empty: string[] = [];
  for (const { name } of tables) {
    const rows = await database.query(`SELECT 1 FROM "${name}" LIMIT 1`);
    if (rows.length === 0) empty.push(name);
  }
  return empty;
}
