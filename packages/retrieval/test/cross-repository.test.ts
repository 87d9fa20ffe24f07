import type { Database } from "@devflow/database";
import { createTestDatabase } from "@devflow/database/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureLocalRepository, openCodeIndex, searchCode } from "../src/index.ts";
import { type Files, GitFolder } from "./support/git-folder.ts";

interface Indexed {
  folder: GitFolder;
  id: number;
  commitSha: string;
}

const money = (name: string) =>
  `export function ${name}(cents: number, rate: number): number {\n  return Math.round(cents * rate);\n}\n`;

let database: Database;
let library: Indexed;
let shop: Indexed;
let secret: Indexed;
beforeAll(async () => {
  database = await createTestDatabase();
  library = await index({
    "src/money/convert-currency.ts": money("convertCurrency"),
    "src/index.ts": `export { convertCurrency } from "./money/convert-currency.ts";\n`,
  });
  shop = await index({
    "src/checkout/total-in-euro.ts": `import { convertCurrency } from "library";\n${money("totalInEuro")}`,
    "src/index.ts": `export { totalInEuro } from "./checkout/total-in-euro.ts";\n`,
  });
  secret = await index({
    "src/money/convert-currency.ts": `${money("convertCurrency")}export const SECRET_RATE = 7;\n`,
  });
});
afterAll(async () => {
  for (const { folder } of [library, shop, secret]) await folder[Symbol.asyncDispose]();
  await database.close();
});

async function index(files: Files): Promise<Indexed> {
  const folder = new GitFolder(files);
  const id = await ensureLocalRepository(database, folder.path);
  const { commitSha } = await openCodeIndex(database, id).update(await folder.tree());
  return { folder, id, commitSha };
}

function search(repositories: readonly Indexed[], query: string) {
  const repositoryIds = repositories.map(({ id }) => id);
  return searchCode(database, { repositoryIds }, query, { limit: 20 });
}

test("one search finds what several repositories have, each hit with its repository and commit", async () => {
  const hits = await search([library, shop], "convertCurrency");
  expect(hits[0]).toMatchObject({
    repositoryId: library.id,
    repository: library.folder.path.split("/").at(-1),
    commitSha: library.commitSha,
    path: "src/money/convert-currency.ts",
    symbol: "convertCurrency",
  });
  expect(hits[0]!.reasons[0]).toBe("definition of convertCurrency");
  const user = hits.find(({ repositoryId }) => repositoryId === shop.id);
  expect(user).toMatchObject({ commitSha: shop.commitSha, path: "src/checkout/total-in-euro.ts" });
  expect(user!.text).toContain("totalInEuro");
});

test("the same path in two repositories is two files", async () => {
  const hits = await search([library, shop], "index export");
  const barrels = hits.filter(({ path }) => path === "src/index.ts");
  expect(new Set(barrels.map(({ repositoryId }) => repositoryId))).toEqual(
    new Set([library.id, shop.id]),
  );
});

test("no hit, no text, no count comes from a repository outside of the scope", async () => {
  for (const query of ["convertCurrency", "SECRET_RATE", "money rate", "convert a currency"]) {
    const hits = await search([library, shop], query);
    expect(hits.map(({ repositoryId }) => repositoryId)).not.toContain(secret.id);
    expect(hits.map(({ text }) => text).join("\n")).not.toContain("SECRET_RATE");
    // Statistics are those of the readable ones: the scores do not change with what is unreadable.
    const before = hits.map(({ path, score }) => [path, score]);
    await openCodeIndex(database, secret.id).update(await secret.folder.tree());
    const after = (await search([library, shop], query)).map(({ path, score }) => [path, score]);
    expect(after).toEqual(before);
  }
  expect((await search([secret], "SECRET_RATE"))[0]).toMatchObject({ repositoryId: secret.id });
});

test("a scope without repositories, or with ones that have no index, has no hits", async () => {
  expect(await search([], "convertCurrency")).toEqual([]);
  const scope = { repositoryIds: [999_999, library.id, library.id] };
  const hits = await searchCode(database, scope, "convertCurrency", { limit: 20 });
  const places = hits.map(({ path, startLine }) => `${path}:${startLine}`);
  expect(new Set(places).size).toBe(places.length);
  expect(hits.length).toBeGreaterThan(0);
});

test("one repository searched through a set is what its own index gives", async () => {
  const own = await openCodeIndex(database, library.id).search("convert currency", { limit: 5 });
  expect(await search([library], "convert currency")).toEqual(own.slice(0, 20));
});
