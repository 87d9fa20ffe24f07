import type { Database } from "@devflow/database";
import type { CodeIndex } from "@devflow/retrieval";
import { afterAll, beforeAll, expect, test } from "vitest";
import { splitHunks } from "../../src/context/split-hunks.ts";
import { callsOf } from "../../src/draft/calls/calls.ts";
import { collectFacts } from "../../src/draft/facts/collect-facts.ts";
import { pickFacts } from "../../src/draft/facts/pick-facts.ts";
import { openIndexed } from "../open-indexed.ts";
import { edited } from "./edited.ts";

const before: Record<string, string> = {
  "src/price.ts": `import ky from "ky";

export function priceOf(item: Item): number {
  if (item === null) return 0;
  return item.cents;
}

export const far = 1;
export const away = 2;
export const from = 3;
export const the = 4;
export const first = 5;
export const lines = 6;
export const last = () => ky("a");
`,
  "src/cart.ts":
    'import { priceOf } from "./price.ts";\n\nexport const total = (items) => items.map((i) => priceOf(i));\n',
  "package.json": '{ "dependencies": { "ky": "1.0.0" } }\n',
  "go.mod": "module example.com/shop\n",
  "price/price.go":
    "package price\n\nfunc Parse(text string) int { return 1 }\n\nfunc Cut(text string) int { return 1 }\n",
  "cart/cart.go":
    'package cart\n\nimport "example.com/shop/price"\n\nfunc Run() {\n\tprice.Parse("1")\n\tprice.Cut("1")\n}\n\nfunc other(x Parser) { x.Parse("1") }\n',
};
const after: Record<string, string> = {
  ...before,
  "src/price.ts": before["src/price.ts"]!.replace("(item: Item)", "(item: Item, currency: string)")
    .replace("  if (item === null) return 0;\n", "")
    .replace("item.cents;", "convertCents(item.cents);")
    .replace('ky("a")', 'ky("b")'),
  "package.json": '{ "dependencies": { "ky": "2.0.0" } }\n',
  "price/price.go": before["price/price.go"]!.replace(
    "Parse(text string)",
    "Parse(text string, n int)",
  ).replace("Cut(text string)", "Cut(text Text)"),
};

let database: Database;
let index: CodeIndex;
beforeAll(async () => {
  ({ database, index } = await openIndexed(before));
});
afterAll(() => database.close());

const files = ["src/price.ts", "package.json", "price/price.go"].map((path) =>
  edited(path, before[path]!, after[path]!),
);
const texts = { head: async (path: string) => after[path] ?? null, base: async () => null };
const collect = (withIndex: CodeIndex | null) =>
  collectFacts({
    files,
    changedFiles: files,
    texts,
    index: withIndex,
    calls: callsOf({ texts, changedFiles: files, index: withIndex }),
    fromRules: { candidates: [], held: [] },
    signal: undefined,
  });

const ofIndex = [
  "priceOf: parameter currency added. Callers not changed: src/cart.ts:3",
  "`convertCents`, called on line 4, is defined nowhere: not in this file, not in its imports, not in the repository",
];
const ofDiff = [
  "the check for null was removed: old line 4 `if (item === null) return 0;`",
  "the dependency ky goes from 1.0.0 to 2.0.0, another major version",
];

test("knows what the index knows, the diff and the manifests, the most useful first", async () => {
  const facts = await collect(index);
  expect(facts.get("src/price.ts")?.map(({ text }) => text)).toEqual([...ofIndex, ...ofDiff]);
  expect(facts.get("package.json")?.map(({ text }) => text)).toEqual([ofDiff[1]]);
});

test("names Go's callers by what they call, and what they do wrong where that is sure", async () => {
  const facts = await collect(index);
  expect(facts.get("price/price.go")?.map(({ text }) => text)).toEqual([
    "Parse: parameter n added. Callers not changed: cart/cart.go:6 (gives 1 argument)",
    "Cut: text was string, is Text. Callers not changed: cart/cart.go:7",
  ]);
});

test("without an index it says only what needs none", async () => {
  const facts = await collect(null);
  expect(facts.get("src/price.ts")?.map(({ text }) => text)).toEqual(ofDiff);
});

test("a hunk is told what concerns its own lines, as much as there is room for", async () => {
  const facts = (await collect(index)).get("src/price.ts")!;
  const countTokens = async (text: string) => text.length;
  const budget = {
    ...{ countTokens, hunkTokens: 10_000, contextTokens: 0, frameTokens: 0 },
    factTokens: 0,
    conventionTokens: 0,
  };
  const { parts } = await splitHunks([files[0]!], budget, () => false);
  const [first, last] = parts;
  const picked = async (part: typeof first, room: number) =>
    (await pickFacts(facts, [part!], room, countTokens)).facts;
  expect(await picked(first, 10_000)).toEqual([...ofIndex, ...ofDiff]);
  expect(await picked(last, 10_000)).toEqual([ofDiff[1]]);
  expect(await picked(first, 100)).toEqual([ofIndex[0]]);
  expect(await picked(first, 10)).toEqual([]);
});
