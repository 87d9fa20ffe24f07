import { readFileSync } from "node:fs";
import { join } from "node:path";
import { migrationsFolder } from "@devflow/database";
import { createTestDatabase } from "@devflow/database/testing";
import { describe, expect, test } from "vitest";
import { columnsWithoutDefault } from "./migration-rules.ts";
import { migrationNames, testMigrationsOverRows } from "./migrations-conformance.ts";

testMigrationsOverRows("pglite", async () => {
  const database = await createTestDatabase();
  return { database, close: () => database.close() };
});

describe("a migration adds no column that existing rows cannot fill", () => {
  test.for(migrationNames)("%s", (name) => {
    const sql = readFileSync(join(migrationsFolder, name), "utf8");
    expect(columnsWithoutDefault(sql)).toEqual([]);
  });

  test.for([
    ["ALTER TABLE reviews ADD COLUMN size int NOT NULL;", ["reviews.size"]],
    ["alter table only reviews add column if not exists size int not null", ["reviews.size"]],
    ["ALTER TABLE a ADD COLUMN b int, ADD COLUMN c int NOT NULL", ["a.c"]],
    ["ALTER TABLE a ADD COLUMN b text NOT NULL -- DEFAULT ''", ["a.b"]],
    ["ALTER TABLE a ADD COLUMN b text NOT NULL CHECK (b <> 'DEFAULT')", ["a.b"]],
    ["ALTER TABLE a ADD COLUMN b text NOT NULL DEFAULT ''", []],
    ["ALTER TABLE a ADD COLUMN b text", []],
    ["CREATE TABLE a (id int NOT NULL); ALTER TABLE a ADD COLUMN b int NOT NULL;", []],
    ["DO $$ BEGIN RAISE 'ALTER TABLE a ADD COLUMN b int NOT NULL'; END $$;", []],
  ] as const)("the check reads %j", ([sql, found]) => {
    expect(columnsWithoutDefault(sql)).toEqual(found);
  });
});
