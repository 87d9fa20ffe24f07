import type { Database } from "@devflow/database";
import type { CodeIndex } from "@devflow/retrieval";
import { parseCode } from "@devflow/syntax";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callsOf } from "../src/draft/calls/calls.ts";
import { changesOutsideBodies } from "../src/draft/calls/outside-bodies.ts";
import type { RepositoryFiles } from "../src/draft/calls/repository-files.ts";
import { draftWithChecks } from "../src/draft/draft-with-checks.ts";
import { ReviewBounds } from "../src/review-bounds.ts";
import { defaultPolicy } from "./builders.ts";
import { edited } from "./facts/edited.ts";
import { openIndexed } from "./open-indexed.ts";
import { filesOf } from "./support/files-of.ts";

const before: Record<string, string> = {
  "shop/price.py":
    "def price_of(item):\n    return item.cents\n\n\ndef name_of(item):\n    return item.name\n",
  "shop/cart.py":
    "from shop.price import name_of, price_of\n\n\ndef total(items):\n    return sum(price_of(item) for item in items)\n\n\ndef first(items):\n    return name_of(items[0])\n",
  "go.mod": "module example.com/shop\n",
  "price/price.go":
    'package price\n\ntype Price struct{}\n\nfunc Parse(text string) *Price {\n\treturn nil\n}\n\nfunc (p *Price) Save() {\n}\n\nfunc (p *Price) Name() string { return "" }\n',
  "cart/cart.go":
    'package cart\n\nimport "example.com/shop/price"\n\nfunc Run(other Store) {\n\tp := price.Parse("1")\n\tp.Save()\n\tother.Save()\n\t_ = p.Name()\n}\n',
  "web/price.ts": "export function priceOf(item: Item) {\n  return item.cents;\n}\n",
  "web/index.ts": 'export * from "./price";\n',
  "web/cart.ts":
    'import { priceOf } from ".";\n\nexport const total = (items: Item[]) => items.map((item) => priceOf(item));\n',
  "src/main/java/shop/Price.java":
    "package shop;\n\nclass Price {\n  static Price parse(String text) {\n    return null;\n  }\n  void pay(int cents) {\n  }\n}\n",
  "src/main/java/shop/Cart.java":
    'package shop;\n\nclass Cart {\n  void run(Wallet wallet) {\n    Price price = Price.parse("1");\n    price.pay(1);\n    wallet.pay(1);\n  }\n}\n',
};

let database: Database;
let index: CodeIndex;
beforeAll(async () => {
  ({ database, index } = await openIndexed(before));
});
afterAll(() => database.close());

/** What the checks say of the given new texts. */
async function bodies(
  after: Record<string, string>,
  repository?: RepositoryFiles,
): Promise<string[]> {
  const files = Object.entries(after).map(([path, text]) => edited(path, before[path]!, text));
  const texts: Record<string, string> = { ...before, ...after };
  const read = { head: async (path: string) => texts[path] ?? null, base: async () => null };
  const candidates = await draftWithChecks({
    files,
    changedFiles: files,
    texts: read,
    calls: callsOf({
      ...{ texts: read, changedFiles: files, index },
      ...(repository === undefined ? {} : { repository }),
    }),
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

/** A file as it is after these words of it changed. */
function changed(path: string, ...pairs: [string, string][]): Record<string, string> {
  return { [path]: pairs.reduce((text, [from, to]) => text.replace(from, to), before[path]!) };
}

test("names Go's and Java's callers by the types of what they call, and what each does wrong", async () => {
  const parameter = changed("price/price.go", ["Parse(text string)", "Parse(text string, n int)"]);
  const result = changed("price/price.go", ["text string) *Price", "text string) (*Price, error)"]);
  const error = changed("price/price.go", ["Save() {\n", "Save() error {\n\treturn nil\n"]);
  const gone = changed("price/price.go", ["func (p *Price) Name() string", "func other() string"]);
  const java = changed(
    "src/main/java/shop/Price.java",
    ["parse(String text)", "parse(String text, int base)"],
    ["pay(int cents)", "pay()"],
  );
  const found = await Promise.all(
    [parameter, result, error, gone, java].map((each) => bodies(each)),
  );
  expect(found.flat()).toMatchInlineSnapshot(`
    [
      "5: \`Parse\` has changed (parameter n added), and the change leaves these callers as they are: cart/cart.go:6 (gives 1 argument). Change them too, or keep what they call.",
      "5: \`Parse\` has changed (returned *Price, now (*Price,error)), and the change leaves these callers as they are: cart/cart.go:6 (takes 1 value of 2). Change them too, or keep what they call.",
      "9: \`Save\` has changed (returned nothing, now error), and the change leaves these callers as they are: cart/cart.go:7 (drops its error). Change them too, or keep what they call.",
      "12: \`Name\` is removed, and the change leaves these callers as they are: cart/cart.go:9 (still calls it). Change them too, or keep what they call.",
      "4: \`parse\` has changed (parameter base added), and the change leaves these callers as they are: src/main/java/shop/Cart.java:5 (gives 1 argument). Change them too, or keep what they call.",
      "7: \`pay\` has changed (parameter cents removed), and the change leaves these callers as they are: src/main/java/shop/Cart.java:6 (gives 1 argument). Change them too, or keep what they call.",
    ]
  `);
});

test("names TypeScript's imports and calls of what the index knows", async () => {
  const gone = changed("web/price.ts", ["export function", "function"]);
  const more = changed("web/price.ts", ["item: Item", "item: Item, currency: string"]);
  expect([...(await bodies(gone)), ...(await bodies(more))]).toMatchInlineSnapshot(`
    [
      "1: \`priceOf\` is no longer exported, and the change leaves these callers as they are: web/cart.ts:1 (still imports it). Change them too, or keep what they call.",
      "1: \`priceOf\` has changed (parameter currency added), and the change leaves these callers as they are: web/cart.ts:3 (gives 1 argument). Change them too, or keep what they call.",
    ]
  `);
});

test("the files of a language are looked through once for all names of a change", async () => {
  const java = changed("src/main/java/shop/Price.java", ["parse(String text)", "parse()"]);
  const go = changed("price/price.go", ["Parse(text string)", "Parse()"]);
  const cart = changed("cart/cart.go", ["Run(other Store)", "Run()"]);
  const asked: string[] = [];
  const repository = filesOf({ ...before, ...java, ...go, ...cart });
  const found = await bodies(
    { ...go, ...cart, ...java },
    {
      ...repository,
      naming: async (names, endings) => {
        asked.push(`${names} in ${endings}`);
        return repository.naming(names, endings);
      },
    },
  );
  expect(found).toHaveLength(2);
  expect(asked).toEqual(["Parse,Run in .go", "parse in .java"]);
});

test("says nothing of Go's and Java's callers that are right as they are, or adapted", async () => {
  expect(
    await bodies({
      ...changed("price/price.go", ["Parse(text string)", "Parse(text string, more ...int)"]),
      ...changed(
        "src/main/java/shop/Price.java",
        ["parse(String text)", "parse(String text, int base)"],
        ["int cents", "long cents"],
      ),
      ...changed("src/main/java/shop/Cart.java", ['parse("1")', 'parse("1", 10)']),
    }),
  ).toEqual([]);
});

test("callers are looked for only where more than bodies, comments and imports changed", () => {
  const asks = (path: string, after: string, from = before[path]!) => {
    const [head, base] = [after, from].map((text) => parseCode({ path, text })!);
    const file = edited(path, from, after);
    return changesOutsideBodies({ file, head: head!, base: () => base ?? null });
  };
  const [go, java] = ["price/price.go", "src/main/java/shop/Price.java"] as const;
  const edits = (path: string, from: string, to: string) =>
    asks(path, before[path]!.replace(from, to));
  expect(edits(go, "return nil", "return &Price{}")).toBe(false);
  expect(edits(go, "func Parse", "// From text.\nfunc Parse")).toBe(false);
  expect(edits(java, "class Price", "import java.util.List;\n\nclass Price")).toBe(false);
  expect(edits(java, "return null;", "return new Price();")).toBe(false);
  expect(edits(go, "Parse(text string)", "Parse(\n\ttext string,\n\tn int,\n)")).toBe(true);
  expect(edits(go, "func (p *Price) Save() {\n}\n", "")).toBe(true);
  expect(edits(java, "int cents", "long cents")).toBe(true);
  expect(edits(go, '{ return "" }', '{ return "a" }')).toBe(true);
});
