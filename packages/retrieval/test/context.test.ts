import type { Database } from "@devflow/database";
import { createTestDatabase } from "@devflow/database/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ContextItem, ensureLocalRepository, openCodeIndex } from "../src/index.ts";
import { type Files, GitFolder } from "./support/git-folder.ts";
import { shop } from "./support/shop.ts";

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

/** The context of the first hunk of `path` after a commit of `changes`, the index being at head. */
async function contextAfter(
  before: Files,
  changes: Files,
  path: string,
  { maxTokens = 8_000 } = {},
): Promise<ContextItem[]> {
  await using folder = new GitFolder(before);
  folder.commit(changes);
  const repositoryId = await ensureLocalRepository(database, folder.path);
  const index = openCodeIndex(database, repositoryId);
  await index.update(await folder.tree());
  const { files, headTexts } = await folder.change("HEAD~1", "HEAD");
  const file = files.find((changed) => changed.path === path)!;
  const headText = headTexts.get(path) ?? null;
  return index.contextForHunks({ file, hunkIndexes: [0], headText, maxTokens });
}

const brief = (items: ContextItem[]) => items.map(({ kind, path, symbol }) => [kind, path, symbol]);

function edit(path: string, from: string, to: string): Files {
  const text = String(shop[path]);
  expect(text).toContain(from);
  return { [path]: text.replace(from, to) };
}

describe("the context of a hunk", () => {
  test("has the definitions that the changed lines use, from the files that are imported", async () => {
    const path = "src/checkout/place-order.ts";
    const items = await contextAfter(
      shop,
      edit(path, 'return "ordered', 'return formatPrice(total) + "ordered'),
      path,
    );
    const price = items.find(({ symbol }) => symbol === "formatPrice");
    expect(price).toMatchObject({
      kind: "definition",
      path: "src/money/price.ts",
      reason: "defines formatPrice, imported",
    });
    expect(price!.text).toContain("price.cents / 100");
    expect(price!.text.split("\n")).toHaveLength(price!.endLine - price!.startLine + 1);
  });

  test("has callers and tests of what the hunk changes", async () => {
    const path = "src/money/price.ts";
    const items = await contextAfter(shop, edit(path, "currencies differ", "two currencies"), path);
    expect(brief(items)).toEqual(
      expect.arrayContaining([
        ["caller", "src/cart/cart-store.ts", "totalPrice"],
        ["test", "test/price.test.ts", "addsPricesOfOneCurrency"],
      ]),
    );
  });

  test("says who still uses what the hunk removes", async () => {
    const path = "src/money/price.ts";
    const removed = /\nexport function formatPrice[^}]*}\n/.exec(String(shop[path]))![0];
    const items = await contextAfter(shop, edit(path, removed, ""), path);
    const reasons = items
      .filter(({ kind }) => kind === "caller")
      .map(({ path: at, reason }) => [at, reason]);
    expect(reasons).toEqual(
      expect.arrayContaining([
        ["src/checkout/place-order.ts", "still uses the removed formatPrice"],
        ["src/checkout/refund-order.ts", "still uses the removed formatPrice"],
      ]),
    );
  });

  test("has the look-alike that was not changed too", async () => {
    const path = "src/shipping/ship-domestic-parcel.ts";
    const items = await contextAfter(
      shop,
      edit(path, 'parcel.town.trim() === ""', 'parcel.town === ""'),
      path,
    );
    const copy = items.find(({ kind }) => kind === "duplicate");
    expect(copy).toMatchObject({
      path: "src/shipping/ship-foreign-parcel.ts",
      symbol: "shipForeignParcel",
      reason: expect.stringMatching(
        /^almost the same as shipDomesticParcel \(0\.[6-9]\d\), which this change edits$/,
      ),
    });
  });

  test("shows nothing that the diff shows, and nothing twice", async () => {
    const path = "src/money/price.ts";
    const items = await contextAfter(shop, edit(path, "currencies differ", "two currencies"), path);
    const lines = items.flatMap(({ path: at, startLine, endLine }) =>
      Array.from({ length: endLine - startLine + 1 }, (_, i) => `${at}:${startLine + i}`),
    );
    expect(new Set(lines).size).toBe(lines.length);
    // The hunk shows lines 5 to 11 with git's three lines of context.
    const own = items.filter(({ path: at }) => at === path);
    expect(own.filter(({ startLine, endLine }) => startLine <= 11 && endLine >= 5)).toEqual([]);
  });

  test("stays within its tokens and keeps the surest", async () => {
    const path = "src/checkout/place-order.ts";
    const change = edit(path, 'return "ordered', 'return formatPrice(total) + "ordered');
    for (const maxTokens of [0, 30, 150, 400]) {
      const items = await contextAfter(shop, change, path, { maxTokens });
      expect(items.reduce((sum, { tokens }) => sum + tokens, 0)).toBeLessThanOrEqual(maxTokens);
      if (maxTokens >= 150) expect(items[0]?.symbol).toBe("formatPrice");
    }
  });

  test("resolves Python by its modules and leaves same-named strangers out", async () => {
    const files: Files = {
      "shop/pricing.py": "def total_price(cart):\n    return sum(cart)\n",
      "other/a.py": "def total_price(x):\n    return 1\n",
      "shop/order.py": "from shop.pricing import total_price\n\n\ndef place(cart):\n    return 0\n",
    };
    const change = {
      "shop/order.py": String(files["shop/order.py"]).replace(
        "return 0",
        "return total_price(cart)",
      ),
    };
    const items = await contextAfter(files, change, "shop/order.py");
    expect(brief(items).filter(([kind]) => kind === "definition")).toEqual([
      ["definition", "shop/pricing.py", "total_price"],
    ]);
  });

  test("is empty, not an error, without an index, for binary files and for unknown languages", async () => {
    await using folder = new GitFolder({ "notes.xyz": "one\n" });
    folder.commit({ "notes.xyz": "two\n" });
    const repositoryId = await ensureLocalRepository(database, folder.path);
    const index = openCodeIndex(database, repositoryId);
    const { files } = await folder.change("HEAD~1", "HEAD");
    const request = { file: files[0]!, hunkIndexes: [0], headText: "two\n", maxTokens: 300 };
    expect(await index.contextForHunks(request)).toEqual([]);
    await index.update(await folder.tree());
    expect(await index.contextForHunks(request)).toEqual([]);
    expect(await index.contextForHunks({ ...request, headText: null })).toEqual([]);
    expect(await index.contextForHunks({ ...request, hunkIndexes: [7] })).toEqual([]);
  });
});
