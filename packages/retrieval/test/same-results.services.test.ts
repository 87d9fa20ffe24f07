import type { Database } from "@devflow/database";
import {
  createTestDatabase,
  createTestPostgres,
  type TestPostgres,
} from "@devflow/database/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CodeIndex, ensureLocalRepository, openCodeIndex } from "../src/index.ts";
import { GitFolder } from "./support/git-folder.ts";
import { zodCore, zodQuestions } from "./support/zod-core.ts";

let pglite: Database;
let server: TestPostgres;
let folder: GitFolder;
let indexes: CodeIndex[];
beforeAll(async () => {
  const url = process.env.DEVFLOW_TEST_DATABASE_URL;
  if (!url) throw new Error("DEVFLOW_TEST_DATABASE_URL is not set: run .ci/services.sh start");
  folder = new GitFolder(zodCore());
  pglite = await createTestDatabase();
  server = await createTestPostgres(url);
  indexes = [];
  for (const database of [pglite, server.database]) {
    const index = openCodeIndex(database, await ensureLocalRepository(database, folder.path));
    await index.update(await folder.tree());
    indexes.push(index);
  }
});
afterAll(async () => {
  await server.close();
  await pglite.close();
  await folder[Symbol.asyncDispose]();
});

test.each(zodQuestions)("%j gives the same list on PGlite and on Postgres", async (query) => {
  const [embedded, served] = await Promise.all(
    indexes.map((index) => index.search(query, { limit: 20 })),
  );
  expect(embedded!.length).toBeGreaterThan(0);
  expect(served).toEqual(embedded);
});
