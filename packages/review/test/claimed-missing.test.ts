import { expect, test } from "vitest";
import { claimedMissing } from "../src/verify/claimed-missing.ts";
import type { Standing, VerifyWorld } from "../src/verify/standing.ts";
import { addedFile, finding } from "./builders.ts";

/** A finding that calls `name` undefined, about a new file. */
async function claimsOf(
  path: string,
  text: string,
  words: string,
  { others = {}, known = null }: { others?: Record<string, string>; known?: string[] | null } = {},
): Promise<string[]> {
  const files = [path, ...Object.keys(others)].map((each) => addedFile(each, others[each] ?? text));
  const candidate = { ...finding(), title: words, body: "It fails." };
  const index = { knownNames: async () => (known === null ? null : new Set(known)) };
  const world = {
    files,
    index,
    texts: {
      head: async (at: string) => (at === path ? text : others[at]),
      base: async () => null,
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
