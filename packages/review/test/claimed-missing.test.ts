import { expect, test } from "vitest";
import { claimedMissing } from "../src/verify/claimed-missing.ts";
import type { Standing, VerifyWorld } from "../src/verify/standing.ts";
import { addedFile, finding } from "./builders.ts";

interface Around {
  others?: Record<string, string>;
  /** What the index knows. */
  known?: string[] | null;
  /** The file before the change. */
  base?: string | null;
}

/** A finding that calls `name` undefined, about a new file. */
async function claimsOf(
  path: string,
  text: string,
  words: string,
  { others = {}, known = null, base = null }: Around = {},
): Promise<string[]> {
  const added = [path, ...Object.keys(others)].map((each) => addedFile(each, others[each] ?? text));
  const files = base === null ? added : [{ ...added[0]!, status: "modified" as const }];
  const candidate = { ...finding(), title: words, body: "It fails." };
  const index = { knownNames: async () => (known === null ? null : new Set(known)) };
  const world = {
    files,
    index,
    texts: {
      head: async (at: string) => (at === path ? text : others[at]),
      base: async () => base,
    },
  };
  const standing = { candidate, file: files[0] };
  return claimedMissing(standing as unknown as Standing, world as unknown as VerifyWorld);
}

test.each([
  ["a function of the file", "a.rs", "async fn handler() {}\nroute(handler());\n", "handler"],
  [
    "an import over lines",
    "a.ts",
    "import {\n  closeAll,\n} from './a';\ncloseAll();\n",
    "closeAll",
  ],
  ["an import of Python", "a.py", "from x import (\n    load_all,\n)\nload_all()\n", "load_all"],
  ["a member", "a.go", "strings.HasSuffix(a, b)\n", "HasSuffix"],
  [
    "a method of Java",
    "A.java",
    "private static Gson createGson() {\n}\nx = createGson();\n",
    "createGson",
  ],
  ["a parameter", "a.ts", "export const run = ({ items, closeAll }) => closeAll();\n", "closeAll"],
  ["a variable", "a.go", "matchType := find()\nmatchType()\n", "matchType"],
  ["a built-in error", "a.py", "raise FileNotFoundError(path)\n", "FileNotFoundError"],
  ["an error that is imported", "a.py", "from a import FooError\nraise FooError()\n", "FooError"],
  ["an error of its own", "a.py", "class FooError(Exception): ...\nraise FooError()\n", "FooError"],
  ["what a star may bring", "a.py", "from a import *\nraise FooError()\n", "FooError"],
  ["an error of the runtime", "a.ts", "throw new RangeError('a');\n", "RangeError"],
  [
    "an error of java.lang",
    "A.java",
    "throw new IllegalStateException();\n",
    "IllegalStateException",
  ],
  ["a built-in", "a.go", "defer func() { recover() }()\n", "recover"],
])("%s is not called undefined", async (_, path, text, name) => {
  expect(await claimsOf(path, text, `\`${name}\` is not defined`)).toEqual([name]);
  expect(await claimsOf(path, text, `Undefined function ${name}`)).toEqual([name]);
});

test("in languages whose files see each other, other files of the change and the index explain a name", async () => {
  const go = "package a\nfunc Run() { parseAll() }\n";
  const words = "`parseAll()` is not defined";
  const others = { "a/parse.go": "package a\nfunc parseAll() {}\n" };
  expect(await claimsOf("a/run.go", go, words, { others, known: [] })).toEqual(["parseAll"]);
  expect(await claimsOf("a/run.go", go, words, { known: ["parseAll"] })).toEqual(["parseAll"]);
  expect(await claimsOf("a/run.go", go, words, { known: [] })).toEqual([]);
  const java = "class A { void run() { new Parser(); } }\n";
  const says = "Missing import for `Parser`";
  expect(await claimsOf("a/A.java", java, says, { known: ["Parser"] })).toEqual(["Parser"]);
  // Nobody knows the other files of the package.
  expect(await claimsOf("a/A.java", java, says)).toEqual(["Parser"]);
});

test.each([
  ["a.py", "raise FooError(path)\n", "`FooError` is not defined"],
  ["a.ts", "throw new HttpError(404);\n", "`HttpError` is not defined"],
  ["a.rb", "raise QuotaError\n", "`QuotaError` is not defined"],
  ["A.java", "throw new QuotaException();\n", "`QuotaException` is not defined"],
  ["a.py", "print(json.loads(text))\n", "`json` is never imported"],
  ["a.ts", "export const a = () => parseAll();\n", "parseAll is not defined"],
  [
    "a.ts",
    "export const a = () => user.name;\n",
    "`user.name` may be undefined, it is not checked",
  ],
])(
  "what nothing explains, or what is not called undefined, stands: %s %s",
  async (path, text, words) => {
    expect(await claimsOf(path, text, words, { known: ["json", "parseAll"] })).toEqual([]);
  },
);

test.each([
  ["an import", "a.py", "import os\nprint(os.name)\n", "print(os.name)\n", "os"],
  ["a function", "a.ts", "const load = () => 1;\nload();\n", "run();\nload();\n", "load"],
  [
    "a method",
    "a.py",
    "class A:\n  def stop(self):\n    pass\n  def end(self):\n    self.stop()\n",
    "class A:\n  def end(self):\n    self.stop()\n",
    "stop",
  ],
])("what the change itself took away may be missed: %s", async (_, path, base, text, name) => {
  const words = `\`${name}\` is not defined`;
  expect(await claimsOf(path, text, words, { base })).toEqual([]);
  expect(await claimsOf(path, base, words, { base })).toEqual([name]);
});

test("what stood in the file before without being declared there was explained elsewhere", async () => {
  const base = "setUp();\nstop();\n";
  expect(await claimsOf("a.ts", "setUp();\n", "`setUp` is not defined", { base })).toEqual([
    "setUp",
  ]);
});

test.each([
  "`answer` is not defined if `fetch` raises",
  "When the request fails, `answer` is not defined",
  "`answer` is not defined in the except branch",
  "`answer` is not defined unless the first call works",
])("a name that is there on some paths only is not called missing: %s", async (words) => {
  const text = "try:\n    answer = fetch()\nexcept Timeout:\n    pass\nreturn answer\n";
  expect(await claimsOf("a.py", text, words)).toEqual([]);
  const always = "`answer` is not defined, so it throws when it is called";
  expect(await claimsOf("a.py", text, always)).toEqual(["answer"]);
});
