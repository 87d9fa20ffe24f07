import type { Database } from "@devflow/database";
import { createTestDatabase } from "@devflow/database/testing";
import { ExternalError } from "@devflow/errors";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type CodeIndex,
  type Embedder,
  type EmbedOptions,
  ensureLocalRepository,
  openCodeIndex,
} from "../src/index.ts";
import { GitFolder } from "./support/git-folder.ts";
import { shop } from "./support/shop.ts";

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

/** Counts letters, so that texts are alike as their spelling is. */
class LetterEmbedder implements Embedder {
  readonly id: string;
  readonly dimensions = 26;
  readonly isCostly: boolean;
  texts: string[] = [];
  /** What happens instead of a query. */
  failure: Error | null = null;

  constructor(id: string, isCostly = false) {
    this.id = id;
    this.isCostly = isCostly;
  }

  async embed(texts: readonly string[], { kind }: EmbedOptions): Promise<Float32Array[]> {
    if (kind === "query" && this.failure !== null) throw this.failure;
    if (kind === "document") this.texts.push(...texts);
    return texts.map((text) => {
      const vector = new Float32Array(26);
      for (const letter of text.toLowerCase().match(/[a-z]/g) ?? []) {
        vector[letter.charCodeAt(0) - 97]! += 1;
      }
      const length = Math.hypot(...vector) || 1;
      return vector.map((value) => value / length);
    });
  }
}

async function openShop(files = shop) {
  const folder = new GitFolder(files);
  const repositoryId = await ensureLocalRepository(database, folder.path);
  const open = (embedder?: Embedder | "none") =>
    openCodeIndex(database, repositoryId, embedder === undefined ? {} : { embedder });
  const spaces = () =>
    database.query(
      `SELECT s.embedder, s.dimensions, count(v.ordinal) AS vectors
         FROM vector_spaces s LEFT JOIN chunk_vectors v
           ON v.repository_id = s.repository_id AND v.space_id = s.id
        WHERE s.repository_id = $1 GROUP BY s.id ORDER BY s.id`,
      [repositoryId],
    );
  return { folder, repositoryId, open, spaces };
}

async function reasonsOf(index: CodeIndex, query: string): Promise<string[]> {
  return (await index.search(query, { limit: 5 })).flatMap(({ reasons }) => reasons);
}

describe("every live chunk", () => {
  test("has a vector of the table on board, and a similar one is found without a shared word", async () => {
    const { folder, open, spaces } = await openShop();
    await using _ = folder;
    const index = open();
    const { chunks } = await index.update(await folder.tree());
    const known = expect.stringMatching(/^static:/);
    expect(await spaces()).toEqual([{ embedder: known, dimensions: 256, vectors: chunks }]);
    expect(await reasonsOf(index, "add an item to the cart")).toContain("similar in meaning");
  });

  test("has none when there shall be none", async () => {
    const { folder, open, spaces } = await openShop();
    await using _ = folder;
    const index = open("none");
    await index.update(await folder.tree());
    expect(await spaces()).toEqual([]);
    const reasons = await reasonsOf(index, "add an item to the cart");
    expect(reasons.length).toBeGreaterThan(0);
    expect(reasons).not.toContain("similar in meaning");
  });

  test("is found as it stands after a push: new ones, and none that are gone", async () => {
    const { folder, open } = await openShop();
    await using _ = folder;
    const index = open(new LetterEmbedder("push"));
    await index.update(await folder.tree());
    const query = "zzzz qqqq";
    expect(await reasonsOf(index, query)).not.toContain("full text: zzzz");
    folder.commit({ "src/added.ts": "export const zzzz = qqqq;\n" });
    await index.update(await folder.tree());
    expect((await index.search(query, { limit: 1 }))[0]).toMatchObject({ path: "src/added.ts" });
    folder.remove("src/added.ts");
    folder.commit({ "src/other.ts": "export const other = 1;\n" });
    await index.update(await folder.tree());
    const paths = (await index.search(query, { limit: 50 })).map(({ path }) => path);
    expect(paths).not.toContain("src/added.ts");
  });
});

describe("another embedder", () => {
  test("gets a space of its own; the former one serves until that is whole", async () => {
    const { folder, open, spaces } = await openShop();
    await using _ = folder;
    const builtIn = open();
    const { chunks } = await builtIn.update(await folder.tree());
    const embedder = new LetterEmbedder("second");
    const other = open(embedder);
    // Not indexed with it yet: the vectors of the table on board answer.
    expect(await reasonsOf(other, "add an item to the cart")).toContain("similar in meaning");
    await other.update(await folder.tree());
    expect(await spaces()).toEqual([{ embedder: "second", dimensions: 26, vectors: chunks }]);
    expect(embedder.texts).toHaveLength(chunks);
    const reasons = await reasonsOf(builtIn, "add an item to the cart");
    expect(reasons).toContain("no vectors: they are another embedder's until the next update");
  });

  test("that comes back while its vectors are swept has all of them again", async () => {
    const { folder, repositoryId, open } = await openShop();
    await using _ = folder;
    const tree = await folder.tree();
    const { chunks } = await open(new LetterEmbedder("back")).update(tree);
    let isBack = false;
    const whileSweeping: Database = {
      ...database,
      query: async (sql, params) => {
        if (sql.includes("DELETE FROM chunk_vectors") && !isBack) {
          isBack = true;
          await open(new LetterEmbedder("back")).update(tree);
        }
        return database.query(sql, params);
      },
    };
    const embedder = new LetterEmbedder("between");
    await openCodeIndex(whileSweeping, repositoryId, { embedder }).update(tree);
    expect(isBack).toBe(true);
    const live = await database.query(
      `SELECT count(*) AS vectors FROM index_states s
         JOIN chunk_vectors v ON v.repository_id = s.repository_id AND v.space_id = s.space_id
        WHERE s.repository_id = $1`,
      [repositoryId],
    );
    expect(live).toEqual([{ vectors: chunks }]);
  });

  test("that stops in the middle leaves the former vectors in use, and goes on later", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 300 }, (_, n) => [`src/f${n}.ts`, `export const value${n} = ${n};\n`]),
    );
    const { folder, open, spaces } = await openShop(files);
    await using _ = folder;
    const builtIn = open();
    await builtIn.update(await folder.tree());
    const embedder = new LetterEmbedder("third");
    const away = new ExternalError("The embedder answered 503", {
      service: "embedder",
      retryable: true,
    });
    const breaking: Embedder = {
      id: "third",
      dimensions: 26,
      embed: (texts, options) => {
        if (embedder.texts.length >= 256) throw away;
        return embedder.embed(texts, options);
      },
    };
    await expect(open(breaking).update(await folder.tree())).rejects.toBe(away);
    expect((await builtIn.status()).lastError).toBe("The embedder answered 503");
    expect(await reasonsOf(builtIn, "value seven")).toContain("similar in meaning");
    expect(embedder.texts).toHaveLength(256);
    await open(embedder).update(await folder.tree());
    expect(embedder.texts).toHaveLength(300);
    expect(await spaces()).toEqual([{ embedder: "third", dimensions: 26, vectors: 300 }]);
  });
});

describe("a costly embedder", () => {
  test("is asked only for texts never seen, also by a rebuild", async () => {
    const { folder, open, spaces } = await openShop();
    await using _ = folder;
    const embedder = new LetterEmbedder("costly", true);
    const index = open(embedder);
    const { chunks } = await index.update(await folder.tree());
    expect(embedder.texts).toHaveLength(chunks);
    const price = String(shop["src/money/price.ts"]);
    folder.commit({
      "src/money/price.ts": price.replace("toFixed(2)", "toFixed(3)"),
      "src/money/copied.ts": price,
    });
    embedder.texts = [];
    const later = await index.update(await folder.tree());
    expect(embedder.texts).toHaveLength(1);
    expect(embedder.texts[0]).toContain("toFixed(3)");
    embedder.texts = [];
    await index.update(await folder.tree(), { rebuild: true });
    expect(embedder.texts).toEqual([]);
    const [space] = await spaces();
    expect(space!.vectors).toBeGreaterThanOrEqual(later.chunks);
  });
});

test("without their server searches go on by full text, and the hits say so", async () => {
  const { folder, open } = await openShop();
  await using _ = folder;
  const embedder = new LetterEmbedder("away");
  const index = open(embedder);
  await index.update(await folder.tree());
  embedder.failure = new ExternalError("The embedder answered 503", {
    service: "embedder",
    retryable: true,
  });
  const [first] = await index.search("CartStore", { limit: 1 });
  expect(first).toMatchObject({ path: "src/cart/cart-store.ts" });
  expect(first!.reasons.at(-1)).toBe("no vectors: The embedder answered 503");
  embedder.failure = new Error("a bug of ours");
  await expect(index.search("CartStore", { limit: 1 })).rejects.toThrow("a bug of ours");
});
