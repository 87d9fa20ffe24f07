import type { Database } from "@devflow/database";
import type { CodeIndex } from "@devflow/retrieval";
import { afterAll, beforeAll, expect, test } from "vitest";
import { draftWithChecks } from "../src/draft/draft-with-checks.ts";
import { ReviewBounds } from "../src/review-bounds.ts";
import { defaultPolicy } from "./builders.ts";
import { edited } from "./facts/edited.ts";
import { openIndexed } from "./open-indexed.ts";

const before: Record<string, string> = {
  "shop/price.py":
    "def price_of(item):\n    return item.cents\n\n\ndef name_of(item):\n    return item.name\n",
  "shop/cart.py":
    "from shop.price import name_of, price_of\n\n\ndef total(items):\n    return sum(price_of(item) for item in items)\n\n\ndef first(items):\n    return name_of(items[0])\n",
};

let database: Database;
let index: CodeIndex;
beforeAll(async () => {
  ({ database, index } = await openIndexed(before));
});
afterAll(() => database.close());

/** What the checks say of the given new texts. */
async function bodies(after: Record<string, string>): Promise<string[]> {
  const files = Object.entries(after).map(([path, text]) => edited(path, before[path]!, text));
  const texts: Record<string, string> = { ...before, ...after };
  const candidates = await draftWithChecks({
    files,
    changedFiles: files,
    texts: { head: async (path) => texts[path] ?? null, base: async () => null },
    rules: { rules: [], unavailableLanguages: [] },
    policy: defaultPolicy,
    bounds: new ReviewBounds(),
    index,
    signal: undefined,
  });
  return candidates.map(({ position, body }) => `${position?.startLine}: ${body}`);
}

const price = before["shop/price.py"]!;

test("names the callers that a new parameter, or a removed function, leaves behind", async () => {
  const needsMore = price.replace("price_of(item)", "price_of(item, currency)");
  expect(await bodies({ "shop/price.py": needsMore })).toMatchInlineSnapshot(`
    [
      "1: \`price_of\` has changed (parameter currency added), and the change leaves these callers as they are: shop/cart.py:5. Change them too, or keep what they call.",
    ]
  `);
  const removed = price.replace("\n\ndef name_of(item):\n    return item.name\n", "");
  expect(await bodies({ "shop/price.py": removed })).toMatchInlineSnapshot(`
    [
      "2: \`name_of\` is removed, and the change leaves these callers as they are: shop/cart.py:9. Change them too, or keep what they call.",
    ]
  `);
});

test("says nothing of a parameter that may be left out, or where the change edits the caller too", async () => {
  const optional = price.replace("price_of(item)", 'price_of(item, currency="EUR")');
  expect(await bodies({ "shop/price.py": optional })).toEqual([]);
  const both = {
    "shop/price.py": price.replace("price_of(item)", "price_of(item, currency)"),
    "shop/cart.py": before["shop/cart.py"]!.replace("price_of(item)", 'price_of(item, "EUR")'),
  };
  expect(await bodies(both)).toEqual([]);
});
