import type { Database } from "@devflow/database";
import { createTestDatabase } from "@devflow/database/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type CodeIndex,
  ensureLocalRepository,
  openCodeIndex,
  removeCodeIndex,
  type SourceTree,
} from "../src/index.ts";
import { cutAfter } from "./support/cut-after.ts";
import { type Files, GitFolder } from "./support/git-folder.ts";
import { shop } from "./support/shop.ts";

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const many = Object.fromEntries(
  Array.from({ length: 120 }, (_, i) => [
    `m${i}.ts`,
    `export function module${i}() { return ${i}; }\n`,
  ]),
);

async function openFolder(files: Files) {
  const folder = new GitFolder(files);
  const repositoryId = await ensureLocalRepository(database, folder.path);
  return { folder, repositoryId, index: openCodeIndex(database, repositoryId) };
}

async function firstPath(index: CodeIndex, query: string): Promise<string | undefined> {
  return (await index.search(query, { limit: 1 }))[0]?.path;
}

async function generations(repositoryId: number): Promise<Record<number, number>> {
  const rows = await database.query<{ generation: number; blobs: number }>(
    `SELECT generation, count(*) AS blobs FROM indexed_blobs WHERE repository_id = $1
      GROUP BY generation`,
    [repositoryId],
  );
  return Object.fromEntries(rows.map(({ generation, blobs }) => [generation, blobs]));
}

describe("a rebuild", () => {
  test("reads everything anew and makes good what was damaged", async () => {
    const { folder, index, repositoryId } = await openFolder(shop);
    await using _ = folder;
    const first = await index.update(await folder.tree());
    await database.query(`DELETE FROM symbol_definitions WHERE repository_id = $1`, [repositoryId]);
    await database.query(`UPDATE chunks SET text = 'lost' WHERE repository_id = $1`, [
      repositoryId,
    ]);
    expect(await index.update(await folder.tree())).toMatchObject({ blobsParsed: 0 });
    const rebuilt = await index.update(await folder.tree(), { rebuild: true });
    expect(rebuilt).toMatchObject({
      blobsParsed: first.blobsParsed,
      files: first.files,
      chunks: first.chunks,
    });
    const [hit] = await index.search("CartStore", { limit: 1 });
    expect(hit).toMatchObject({ path: "src/cart/cart-store.ts" });
    expect(hit!.text).toContain("class CartStore");
  });

  test("leaves the live index as it is until it ends, and goes on where it was cut short", async () => {
    const { folder, index, repositoryId } = await openFolder(many);
    await using _ = folder;
    const tree = await folder.tree();
    await index.update(tree);
    const before = await index.status();
    const cut = cutAfter(tree, 70, () => {
      throw new Error("the disk is gone");
    });
    await expect(index.update(cut, { rebuild: true })).rejects.toThrow("the disk is gone");
    expect(await index.status()).toEqual({ ...before, lastError: "the disk is gone" });
    expect(await generations(repositoryId)).toEqual({ 1: 120, 2: 50 });
    expect(await firstPath(index, "module7")).toBe("m7.ts");

    const resumed = await index.update(tree, { rebuild: true });
    expect(resumed).toMatchObject({ blobsParsed: 70, files: 120 });
    expect(await firstPath(index, "module7")).toBe("m7.ts");
    expect(await index.status()).toMatchObject({ lastError: null, files: 120 });
  });

  test("changes nothing that is found until it ends", async () => {
    // More definitions of one name than are looked at.
    const files = Object.fromEntries(
      Array.from({ length: 110 }, (_, i) => [
        `r${i}.ts`,
        `export function run() { return ${i}; }\nexport const result${i} = run();\n`,
      ]),
    );
    const { folder, index } = await openFolder(files);
    await using _ = folder;
    const tree = await folder.tree();
    await index.update(tree);
    const before = await index.search("run", { limit: 20 });
    expect(before[0]!.reasons.join()).toContain("definition of run");
    const cut: SourceTree = {
      ...tree,
      async *readBlobs(shas) {
        yield* tree.readBlobs(shas);
        throw new Error("the disk is gone");
      },
    };
    await expect(index.update(cut, { rebuild: true })).rejects.toThrow("the disk is gone");
    expect(await index.search("run", { limit: 20 })).toEqual(before);
  });

  test("is swept later, in steps, with every fact of it", async () => {
    const { folder, index, repositoryId } = await openFolder(many);
    await using _ = folder;
    await index.update(await folder.tree());
    await index.update(await folder.tree(), { rebuild: true });
    expect(await generations(repositoryId)).toEqual({ 1: 120, 2: 120 });
    await database.query(
      `UPDATE indexed_blobs SET unused_since = unused_since - interval '11 minutes'
        WHERE repository_id = $1`,
      [repositoryId],
    );
    folder.commit({ "m0.ts": "export function moduleNought() {}\n" });
    await index.update(await folder.tree());
    // The former content of the changed file is kept for a week.
    expect(await generations(repositoryId)).toEqual({ 2: 121 });
    for (const table of ["chunks", "symbol_definitions"]) {
      const [row] = await database.query(
        `SELECT count(*) AS rows FROM ${table} WHERE repository_id = $1`,
        [repositoryId],
      );
      expect(row).toEqual({ rows: 121 });
    }
    expect(await firstPath(index, "module7")).toBe("m7.ts");
  });

  test("notices an update that ended meanwhile, and ends in one whole state", async () => {
    const { folder, index, repositoryId } = await openFolder(many);
    await using _ = folder;
    await index.update(await folder.tree());
    folder.commit({ "pushed.ts": "export function pushedMeanwhile() {}\n" });
    const tree = await folder.tree();
    const pushed = cutAfter(tree, 60, async () => {
      await index.update(tree);
      expect(await firstPath(index, "pushedMeanwhile")).toBe("pushed.ts");
    });
    const report = await index.update(pushed, { rebuild: true });
    expect(report).toMatchObject({ files: 121, blobsParsed: 121 });
    const rows = await database.query(
      `SELECT DISTINCT b.generation FROM indexed_files f JOIN indexed_blobs b ON b.id = f.blob_id
        WHERE f.repository_id = $1`,
      [repositoryId],
    );
    expect(rows).toEqual([{ generation: 2 }]);
  });
});

describe("a push", () => {
  test("is compared by what git says has changed, not by the whole tree", async () => {
    const { folder, index } = await openFolder({ ...shop, "gone.ts": "export const gone = 1;\n" });
    await using _ = folder;
    const { files } = await index.update(await folder.tree());
    folder.remove("gone.ts");
    folder.move("src/cart/cart-store.ts", "src/basket/basket-store.ts");
    folder.commit({
      "src/new.ts": "export function brandNew() {}\n",
      "README.md": Buffer.from([0, 1, 2]),
      "image.png": "not indexed",
    });
    const tree: SourceTree = {
      ...(await folder.tree()),
      entries() {
        throw new Error("the whole tree was asked for");
      },
    };
    const report = await index.update(tree);
    expect(report).toMatchObject({ files: files - 1, blobsParsed: 2 });
    expect(report.skipped).toEqual([
      { path: "README.md", reason: "binary" },
      { path: "image.png", reason: "binary" },
    ]);
    expect(await firstPath(index, "brandNew")).toBe("src/new.ts");
    expect(await firstPath(index, "CartStore")).toBe("src/basket/basket-store.ts");
    expect((await index.search("gone", { limit: 5 })).map(({ path }) => path)).not.toContain(
      "gone.ts",
    );
    expect(await index.status()).toMatchObject({ files: files - 1, chunks: report.chunks });
  });

  test("is compared with the whole tree when other paths are ignored, or git does not know", async () => {
    const { folder, index, repositoryId } = await openFolder(shop);
    await using _ = folder;
    const { files } = await index.update(await folder.tree());
    const ignoring = openCodeIndex(database, repositoryId, { ignorePaths: ["src/shipping/**"] });
    expect(await ignoring.update(await folder.tree())).toMatchObject({ files: files - 2 });
    expect(await index.update(await folder.tree())).toMatchObject({ files, blobsParsed: 0 });

    folder.commit({ "src/new.ts": "export function brandNew() {}\n" });
    const unknown = { ...(await folder.tree()), changesSince: async () => null };
    expect(await index.update(unknown)).toMatchObject({ files: files + 1, blobsParsed: 1 });
  });
});

test("an index that is deleted is searched no more, and one that was deleted in part is made good", async () => {
  const { folder, index, repositoryId } = await openFolder(many);
  await using _ = folder;
  const tree = await folder.tree();
  const { chunks } = await index.update(tree);
  const statements: string[] = [];
  const killed: Database = {
    ...database,
    query: async (sql, params) => {
      statements.push(sql);
      if (sql.includes("drop_code_index")) throw new Error("killed");
      return database.query(sql, params);
    },
    transaction: async (work) => {
      if (statements.length > 2) throw new Error("killed");
      statements.push("blobs");
      return database.transaction(work);
    },
  };
  await expect(removeCodeIndex(killed, repositoryId)).rejects.toThrow("killed");
  expect(await generations(repositoryId)).toEqual({ 1: 20 });
  expect(await index.search("module7", { limit: 1 })).toEqual([]);
  expect(await index.update(tree)).toMatchObject({ files: 120, chunks, blobsParsed: 100 });
  expect(await firstPath(index, "module7")).toBe("m7.ts");
  await removeCodeIndex(database, repositoryId);
  expect(await generations(repositoryId)).toEqual({});
});
