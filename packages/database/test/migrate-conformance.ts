import { UsageError } from "@devflow/errors";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Database, migrate } from "../src/index.ts";
import { migrationFolder } from "./helpers/migration-folder.ts";

const one = "CREATE TABLE one (id int);\nINSERT INTO one VALUES (1);\n";
const two = "CREATE TABLE two (id int);\n";

/** What the migration runner must do on every engine. */
export function describeMigrate(
  engine: Database["engine"],
  open: () => Promise<{ database: Database; close: () => Promise<void> }>,
): void {
  describe(`migrate on ${engine}`, () => {
    let database: Database;
    let close: () => Promise<void>;

    beforeAll(async () => {
      ({ database, close } = await open());
    });
    afterAll(() => close());
    beforeEach(async () => {
      await database.query("DROP TABLE IF EXISTS schema_migrations, one, two");
    });

    const refusal = (path: string) => migrate(database, path).catch((thrown) => thrown);

    test("runs each file once and in order", async () => {
      using folder = migrationFolder({ "0002_two.sql": two, "0001_one.sql": one });
      expect(await migrate(database, folder.path)).toEqual(["0001_one.sql", "0002_two.sql"]);
      expect(await migrate(database, folder.path)).toEqual([]);
      expect(await database.query("SELECT id FROM one")).toEqual([{ id: 1 }]);
    });

    test("runs what was added later", async () => {
      using before = migrationFolder({ "0001_one.sql": one });
      using after = migrationFolder({ "0001_one.sql": one, "0002_two.sql": two });
      await migrate(database, before.path);
      expect(await migrate(database, after.path)).toEqual(["0002_two.sql"]);
    });

    test("runs once when several start together", async () => {
      using folder = migrationFolder({ "0001_one.sql": one, "0002_two.sql": two });
      const names = await Promise.all([1, 2, 3].map(() => migrate(database, folder.path)));
      expect(names.flat().sort()).toEqual(["0001_one.sql", "0002_two.sql"]);
    });

    test("leaves nothing of a file that fails, and keeps the ones before it", async () => {
      using broken = migrationFolder({ "0001_one.sql": one, "0002_two.sql": `${two}SELECT 1/0;` });
      expect(await refusal(broken.path)).toMatchObject({ code: "22012" });
      using mended = migrationFolder({ "0001_one.sql": one, "0002_two.sql": two });
      expect(await migrate(database, mended.path)).toEqual(["0002_two.sql"]);
    });

    test("refuses a file that was changed after it ran", async () => {
      using before = migrationFolder({ "0001_one.sql": one });
      using after = migrationFolder({ "0001_one.sql": `${one}-- more`, "0002_two.sql": two });
      await migrate(database, before.path);
      const error = await refusal(after.path);
      expect(error).toBeInstanceOf(UsageError);
      expect(error.message).toBe(
        "migration 0001_one.sql was changed after it ran on this database",
      );
      expect(await database.query("SELECT to_regclass('two') AS two")).toEqual([{ two: null }]);
    });

    test("takes other line ends for the same file", async () => {
      using before = migrationFolder({ "0001_one.sql": one });
      using after = migrationFolder({ "0001_one.sql": one.replaceAll("\n", "\r\n") });
      await migrate(database, before.path);
      expect(await migrate(database, after.path)).toEqual([]);
    });

    test("refuses a database that is ahead of the files", async () => {
      using newer = migrationFolder({ "0001_one.sql": one, "0002_two.sql": two });
      using older = migrationFolder({ "0001_one.sql": one });
      await migrate(database, newer.path);
      const error = await refusal(older.path);
      expect(error).toBeInstanceOf(UsageError);
      expect(error.message).toBe(
        "this database has run migration 0002_two.sql, which this version does not have",
      );
    });

    test("refuses a file that comes before one that ran", async () => {
      using before = migrationFolder({ "0002_two.sql": two });
      using after = migrationFolder({ "0001_one.sql": one, "0002_two.sql": two });
      await migrate(database, before.path);
      const error = await refusal(after.path);
      expect(error).toBeInstanceOf(UsageError);
      expect(error.message).toBe(
        "migration 0001_one.sql comes before 0002_two.sql, which already ran on this database",
      );
    });

    test("refuses names that it cannot order", async () => {
      using twice = migrationFolder({ "0001_one.sql": one, "0001_two.sql": two });
      expect((await refusal(twice.path)).message).toBe(
        "migrations 0001_one.sql and 0001_two.sql have the same number",
      );
      using unnumbered = migrationFolder({ "one.sql": one });
      expect(await refusal(unnumbered.path)).toBeInstanceOf(UsageError);
    });
  });
}
