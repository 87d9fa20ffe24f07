import { describe, expect, test } from "vitest";
import { callsOf } from "../src/draft/calls/calls.ts";
import { draftWithChecks } from "../src/draft/draft-with-checks.ts";
import { ReviewBounds } from "../src/review-bounds.ts";
import { defaultPolicy } from "./builders.ts";
import { edited } from "./facts/edited.ts";
import { filesOf } from "./support/files-of.ts";

type Texts = Readonly<Record<string, string>>;

const price = "src/price.ts";
const before: Texts = {
  "package.json": '{ "name": "shop", "workspaces": ["packages/*"] }',
  "tsconfig.json":
    '{ // comments are fine\n "compilerOptions": { "paths": { "#shop/*": ["./src/*"] } } }',
  [price]: [
    "export function parse(text: string, base: number) { return Number.parseInt(text, base); }",
    "export const print = (cents: number) => String(cents);",
    "export class Money { constructor(readonly cents: number) {} }",
    "export type Cents = number;",
    "export default function pay(cents: number) {}",
    "export const tax = 0.2;",
    "export { print as show };",
  ].join("\n"),
  "src/index.ts": 'export * from "./price.js";\nexport { print as show } from "./price";\n',
};

/** What the checks say of the change, without what all of them say. */
async function said(base: Texts, after: Texts): Promise<string[]> {
  const texts: Record<string, string> = { ...base, ...after };
  const files = Object.entries(after).map(([path, text]) => edited(path, base[path] ?? null, text));
  const read = { head: async (path: string) => texts[path] ?? null, base: async () => null };
  const candidates = await draftWithChecks({
    ...{ files, changedFiles: files, texts: read, index: null, signal: undefined },
    calls: callsOf({
      ...{ texts: read, changedFiles: files, index: null },
      repository: filesOf(texts),
    }),
    rules: { rules: [], unavailableLanguages: [] },
    policy: defaultPolicy,
    bounds: new ReviewBounds(),
  });
  return candidates
    .filter(({ source }) => source === "rule:check-callers-left-behind")
    .map(({ body }) =>
      body
        .replace(/, and the change leaves these callers as they are/, "")
        .replace(" Change them too, or keep what they call.", ""),
    );
}

/** The first file of the shop, or another one, with some words changed. */
function change(from: string, to: string, path = price): Texts {
  return { [path]: before[path]!.replace(from, to) };
}

const noParse = change("export function parse", "function parse");
const more = change("base: number)", "base: number, locale: string)");
const fewer = change("parse(text: string, base: number)", "parse(text: string)");
const swapped = change("text: string, base: number", "base: number, text: string");

describe("a caller in another module is told what it does wrong", () => {
  const user = "src/user.ts";
  test.each<[string, Texts, Texts, string]>([
    [
      "an import of what is no longer exported",
      noParse,
      { [user]: 'import {\n  parse as p,\n  tax,\n} from "./price";' },
      "`parse` is no longer exported: src/user.ts:2 (still imports it).",
    ],
    [
      "one through a folder that hands everything on",
      noParse,
      { [user]: 'import { parse } from ".";' },
      "`parse` is no longer exported: src/user.ts:1 (still imports it).",
    ],
    [
      "one that hands it on",
      change("export const print", "const print"),
      {},
      "`print` is no longer exported: src/index.ts:2 (still exports it).",
    ],
    [
      "a type",
      change("export type Cents = number;\n", ""),
      { [user]: 'import { type Cents } from "./price.ts";' },
      "`Cents` is no longer exported: src/user.ts:1 (still imports it).",
    ],
    [
      "a default",
      change("export default function pay", "export function pay"),
      { [user]: 'import pay from "./price";' },
      "`default` is no longer exported: src/user.ts:1 (still imports it).",
    ],
    [
      "a default of a file at the top",
      { "price.ts": "export function pay() {}" },
      {
        "price.ts": "export default function pay() {}",
        [user]: 'import settle from "../price";',
      },
      "`default` is no longer exported: src/user.ts:1 (still imports it).",
    ],
    [
      "a name of the whole module",
      noParse,
      { [user]: 'import * as prices from "./price";\nprices.parse("1", 10);' },
      "`parse` is no longer exported: src/user.ts:2 (still uses it).",
    ],
    [
      "everything that a folder handed on",
      change('export * from "./price.js";\n', "", "src/index.ts"),
      { [user]: 'import { tax } from "#shop/index";' },
      "`tax` is no longer exported: src/user.ts:1 (still imports it).",
    ],
    [
      "an import by the configuration's paths",
      noParse,
      { [user]: 'import { parse } from "#shop/price";' },
      "`parse` is no longer exported: src/user.ts:1 (still imports it).",
    ],
    [
      "JavaScript",
      noParse,
      { "src/user.js": 'import { parse } from "./price";' },
      "`parse` is no longer exported: src/user.js:1 (still imports it).",
    ],
    [
      "a parameter that must be given",
      more,
      { [user]: 'import { parse as p } from "./price";\np("1", 10);\np(...["1"]);' },
      "`parse` has changed (parameter locale added): src/user.ts:2 (gives 2 arguments).",
    ],
    [
      "a parameter that is gone",
      fewer,
      { [user]: 'import * as prices from "#shop/price";\nprices\n  .parse("1", 10);' },
      "",
    ],
    [
      "a parameter that is gone, of a whole module",
      fewer,
      { [user]: 'import * as prices from "#shop/price";\nprices.parse("1", 10);' },
      "`parse` has changed (parameter base removed): src/user.ts:2 (gives 2 arguments).",
    ],
    [
      "parameters that have changed places",
      swapped,
      { [user]: 'import { parse } from ".";\nparse("1", 10);' },
      "`parse` has changed (order now base, text): src/user.ts:2 (gives them in the old order).",
    ],
    [
      "a default function that takes more",
      change("pay(cents: number)", "pay(cents: number, to: string)"),
      { [user]: 'import settle from "./price";\nvoid settle(1);' },
      "`pay` has changed (parameter to added): src/user.ts:2 (gives 1 argument).",
    ],
    [
      "a function under another name",
      change("(cents: number) =>", "(cents: number, currency: string) =>"),
      { [user]: 'import { show } from "./price";\nshow(1);' },
      "`print` has changed (parameter currency added): src/user.ts:2 (gives 1 argument).",
    ],
    [
      "a constructor",
      change("readonly cents: number", "readonly cents: number, readonly currency: string"),
      { [user]: 'import { Money } from "./price";\nnew Money(1);' },
      "`Money` has changed (parameter currency added): src/user.ts:2 (gives 1 argument).",
    ],
    [
      "JavaScript's function that takes apart what is not given",
      { "src/a.js": "export function parse(text, base) { return text + base.length; }" },
      {
        "src/a.js": "export function parse(text) { return text; }",
        [user]: 'import { parse } from "./a";\nparse("1");',
      },
      "`parse` has changed (parameter base added): src/user.ts:2 (gives 1 argument).",
    ],
    [
      "a call in the module itself",
      { [price]: `${more[price]}\nparse("1", 10);` },
      {},
      "`parse` has changed (parameter locale added): src/price.ts:8 (gives 2 arguments).",
    ],
  ])("%s", async (_, after, users, expected) => {
    const base = { ...before, ...users };
    expect((await said(base, after)).join("\n")).toBe(expected);
  });

  test("a package of the workspace that the manifest asks for, and no published one", async () => {
    const base = {
      "packages/server/package.json": '{\n  "name": "@shop/server", "version": "2.0.0" }',
      "packages/server/src/index.ts": "export const open = 1;\nexport const close = 2;\n",
      "packages/client/package.json":
        '{\n  "name": "client", "dependencies": { "@shop/server": "workspace:*" } }',
      "packages/client/a.ts": 'import { open } from "@shop/server";',
      "examples/package.json": '{\n "name": "x", "dependencies": { "@shop/server": "^1.0.0" } }',
      "examples/a.ts": 'import { open } from "@shop/server";',
    };
    const after = { "packages/server/src/index.ts": "export const close = 2;\n" };
    expect(await said(base, after)).toEqual([
      "`open` is no longer exported: packages/client/a.ts:1 (still imports it).",
    ]);
  });
});

describe("nothing is said where it is right, or not sure", () => {
  const user = "src/user.ts";
  const uses = (call: string) => ({ [user]: `import { parse } from "./price";\n${call}` });
  const callsIt = uses('parse("1", 10);');
  test.each<[string, Texts, Texts]>([
    [
      "moved to a module that the folder hands on",
      {
        ...noParse,
        "src/index.ts": `${before["src/index.ts"]}export * from "./text";`,
        "src/text.ts": "export const parse = 1;",
      },
      { [user]: 'import { parse } from "./index";' },
    ],
    ["still exported in a list", { [price]: `${noParse[price]}\nexport { parse };` }, callsIt],
    [
      "now handed on",
      {
        [price]: `${noParse[price]}\nexport { parse } from "./text";`,
        "src/text.ts": "export const parse = 1;",
      },
      callsIt,
    ],
    ["perhaps in a package", { [price]: `${noParse[price]}\nexport * from "text";` }, callsIt],
    [
      "of another module with such a name",
      noParse,
      { [user]: 'import { parse } from "./text";', "src/text.ts": "export const parse = 1;" },
    ],
    ["the import is changed, too", { ...noParse, [user]: "" }, callsIt],
    ["a broken tree", { [price]: `${noParse[price]}\nconst = ;` }, callsIt],
    [
      "a default of the index at the top, for which nothing can be looked",
      { "index.ts": "export function pay() {}" },
      { "index.ts": "export default function pay() {}", [user]: 'import pay from "..";' },
    ],
    ["CommonJS", { [price]: `${noParse[price]}\nexports.parse = 1;` }, callsIt],
    ["export =", { [price]: `${noParse[price]}\nexport = parse;` }, callsIt],
    [
      "the compiler is told to look away",
      noParse,
      { [user]: '// @ts-expect-error gone\nimport { parse } from "./price";' },
    ],
    [
      "the file is not checked",
      noParse,
      { [user]: '// @ts-nocheck\nimport { parse } from "./price";' },
    ],
    [
      "brought by an augmentation",
      noParse,
      { ...callsIt, "src/more.ts": 'declare module "./price" { export const parse: 1 }' },
    ],
    [
      "imported only when it runs",
      noParse,
      { [user]: 'const { parse } = await import("./price");' },
    ],
    [
      "asked in JavaScript whether it is there",
      noParse,
      { "src/user.js": 'import * as p from "./price";\np.parse?.("1");' },
    ],
    [
      "a parameter that may be left out",
      change("base: number)", "base: number, locale?: string)"),
      callsIt,
    ],
    [
      "a parameter with a default",
      change("base: number)", 'base: number, locale = "en")'),
      callsIt,
    ],
    ["a rest parameter", change("base: number)", "base: number, ...more: string[])"), callsIt],
    ["a parameter of nothing", change("base: number)", "base: number, none: void)"), callsIt],
    [
      "overloads",
      { [price]: `export function parse(text: string, base: number): number;\n${more[price]}` },
      callsIt,
    ],
    [
      "a function made by another",
      change(
        "export function parse(text: string, base: number) {",
        "export const parse = wrap((text: string, base: number, c: string) => {",
      ),
      callsIt,
    ],
    [
      "a constant with a type of its own",
      change(
        "export function parse(text: string, base: number)",
        "export const parse: Parse = (a, b, c) =>",
      ),
      callsIt,
    ],
    ["a function that is assigned again", { [price]: `${more[price]}\nparse = other;` }, callsIt],
    ["a name that a parameter hides", more, uses('function f(parse: any) { parse("1", 10); }')],
    ["a name that destructuring hides", more, uses('{ const { parse } = x; parse("1", 10); }')],
    ["arguments that are spread", more, uses('parse(...["1", 10]);')],
    ["a call that was wrong before", more, uses('parse("1");')],
    ["handed on as a value", more, uses("[].map(parse);")],
    ["a method of the same name", more, uses('x.parse("1", 10);')],
    ["an excused call", more, uses('// @ts-ignore\nparse("1", 10);')],
    ["only other names", change("text: string, base", "words: string, radix"), callsIt],
    [
      "places of one type",
      { [price]: "export function parse(b: string, a: string) {}" },
      { ...callsIt, [price]: "export function parse(a: string, b: string) {}" },
    ],
    ["a call in the new order", { ...swapped, ...uses('parse(10, "1");') }, callsIt],
    [
      "JavaScript that gives too much",
      fewer,
      { "src/user.js": 'import { parse } from "./price";\nparse("1", 10);' },
    ],
    [
      "JavaScript that reckons with nothing",
      { "src/a.js": "export function parse(text, base) { return base ?? text; }" },
      {
        "src/a.js": "export function parse(text) {}",
        [user]: 'import { parse } from "./a";\nparse(1);',
      },
    ],
    [
      "JavaScript that asks how many arguments there are",
      {
        "src/a.js":
          "export function parse(text, done) { if (arguments.length === 1) return text; return done.length; }",
      },
      {
        "src/a.js": "export function parse(text) {}",
        [user]: 'import { parse } from "./a";\nparse(1);',
      },
    ],
    [
      "JavaScript that asks a function what it is",
      { "src/a.js": "export function parse(text, done) { if (isFunction(done)) done(text); }" },
      {
        "src/a.js": "export function parse(text) {}",
        [user]: 'import { parse } from "./a";\nparse(1);',
      },
    ],
    [
      "JavaScript that asks a function and goes on",
      { "src/a.js": "export function parse(text, done) { isFunction(done) && done(text); }" },
      {
        "src/a.js": "export function parse(text) {}",
        [user]: 'import { parse } from "./a";\nparse(1);',
      },
    ],
    [
      "JavaScript that asks by the class",
      {
        "src/a.js":
          "export function parse(text, done) { return done instanceof Function ? done(text) : text; }",
      },
      {
        "src/a.js": "export function parse(text) {}",
        [user]: 'import { parse } from "./a";\nparse(1);',
      },
    ],
    [
      "JavaScript that only hands it on",
      { "src/a.js": "export function parse(text, base) { return other(text, base); }" },
      {
        "src/a.js": "export function parse(text) {}",
        [user]: 'import { parse } from "./a";\nparse(1);',
      },
    ],
  ])("%s", async (_, after, users) => {
    expect(await said({ ...before, ...users }, after)).toEqual([]);
  });
});
