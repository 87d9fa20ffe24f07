import { randomBytes } from "node:crypto";
import type { Database } from "@devflow/database";
import { createTestDatabase } from "@devflow/database/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ensureLocalRepository, openCodeIndex, storeReviewComments } from "../src/index.ts";
import { pathSkipReason } from "../src/indexing/path-skip-reason.ts";
import { findReviewComments } from "../src/storage/review-comments.ts";
import { type Files, GitFolder } from "./support/git-folder.ts";

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

async function openFolder(files: Files) {
  const folder = new GitFolder(files);
  const repositoryId = await ensureLocalRepository(database, folder.path);
  return { folder, repositoryId, index: openCodeIndex(database, repositoryId) };
}

/** Letters that no compression makes much shorter. */
function noise(characters: number): string {
  return randomBytes(2 * characters)
    .toString("base64")
    .replaceAll(/[^A-Za-z]/g, "")
    .slice(0, characters);
}

describe("a repository is indexed in spite of", () => {
  test("names that are longer than an index of the database takes", async () => {
    const name = `a${noise(4_000)}`;
    const { folder, index } = await openFolder({
      "a.ts": `export function short() { return ${name}(); }\n`,
      "c.ts": `import { x } from "./${name}";\n`,
      "d.ts": `export class ${name} {}\n`,
      "e.ts": `class B extends ${name} {}\n`,
      "f.sql": `CREATE TABLE ${name} (id int);\n`,
    });
    await using _ = folder;
    expect(await index.update(await folder.tree())).toMatchObject({ files: 5 });
    expect((await index.search("short", { limit: 1 }))[0]?.path).toBe("a.ts");
  });

  test("paths that are longer than an index of the database takes", async () => {
    const long = Array.from({ length: 15 }, () => noise(240)).join("/");
    const { folder, index } = await openFolder({
      "a.ts": "export function short() {}\n",
      [`${long}/b.ts`]: "export function far() {}\n",
      [`${long}/c.ts`]: "export function farther() {}\n",
    });
    await using _ = folder;
    const report = await index.update(await folder.tree());
    expect(report.files).toBe(1);
    expect(report.skipped.map(({ reason }) => reason)).toEqual(Array(2).fill("path too long"));
  });
});

test.each([
  ...[".env", "deploy/.env.production", "certs/server.key", "id_rsa", "state.tfstate"],
  ...[".envrc", "config/secrets.yml", "infra/main.tfvars", ".aws/credentials"],
])("%s is not indexed: what it holds shall not reach a prompt", (path) =>
  expect(pathSkipReason({ path, sizeBytes: 10 }, [])).toBe("may hold secrets"),
);

test("what the operator names as a file of secrets leaves the index with its next update", async () => {
  const { folder, repositoryId, index } = await openFolder({
    "deploy/keys/a.py": "def plus_all(numbers):\n    return hunter2\n",
    "b.py": "def minus_all(numbers):\n    return 0\n",
  });
  await using _ = folder;
  const tree = await folder.tree();
  expect(await index.update(tree)).toMatchObject({ files: 2, skipped: [] });
  const strict = openCodeIndex(database, repositoryId, { secretFiles: ["deploy/keys"] });
  const skipped = [{ path: "deploy/keys/a.py", reason: "may hold secrets" }];
  expect(await strict.update(tree)).toMatchObject({ files: 1, skipped });
  expect(
    (await index.search("plus_all hunter2 numbers", { limit: 5 })).map(({ path }) => path),
  ).toEqual(["b.py"]);
});

test.each([".env.example", "src/env.ts", "src/keys.ts", "docs/key.md", "src/build/plan.ts"])(
  "%s is indexed",
  (path) => expect(pathSkipReason({ path, sizeBytes: 10 }, [])).toBeNull(),
);

describe("a comment is remembered with", () => {
  test.each([
    ["an escaped NUL", 'const end = "\\u0000";\nconst other = "\\\\u0000";'],
    ["a NUL", "const end = '\0';"],
    ["half of an emoji where it is cut", `const end = "${"x".repeat(7_986)}😀😀";`],
  ])("%s in its code", async (_, hunk) => {
    const { folder, repositoryId } = await openFolder({ "a.ts": "x\n" });
    await using _folder = folder;
    const place = { author: "devflow" as const, path: "a.ts", startLine: 1, endLine: 2 };
    await storeReviewComments(database, repositoryId, [
      { fingerprint: "f", ...place, hunk, body: "see \\u0000" },
    ]);
    const [found] = await findReviewComments(database, repositoryId, ["end"]);
    expect(found?.body).toBe("see \\u0000");
    expect(found?.hunk).toBe(hunk.replaceAll("\0", "").slice(0, 8_000).toWellFormed());
  });
});
