import { expect, test } from "vitest";
import { chunkPlainText, countSyntaxErrors, languageOf } from "../src/index.ts";

test("Markdown is cut at its headings, and comments in code are none", () => {
  const text = "Intro\n\n# Use\n\n```sh\n# not a heading\nrun\n```\n\n## Options\n\nMany.\n# End\n";
  const chunks = chunkPlainText({ path: "README.md", text });
  expect(chunks.map(({ symbol, scopes, startLine }) => [symbol, scopes, startLine])).toEqual([
    [null, [], 1],
    ["Use", [], 3],
    ["Options", ["Use"], 10],
    ["End", [], 13],
  ]);
});

test("other text is cut by screens, and a huge line is bounded", () => {
  const chunks = chunkPlainText({ path: "data.txt", text: "line\n".repeat(150) });
  expect(chunks.map(({ startLine, endLine }) => [startLine, endLine])).toEqual([
    [1, 60],
    [61, 120],
    [121, 150],
  ]);
  const [huge] = chunkPlainText({ path: "data.json", text: "x".repeat(1_000_000) });
  expect(huge?.text).toHaveLength(2_400);
  expect(chunkPlainText({ path: "empty.txt", text: "" })).toEqual([]);
});

test.each([
  ["a.ts", "typescript"],
  ["a.d.mts", "typescript"],
  ["src/A.TSX", "tsx"],
  ["a.jsx", "javascript"],
  ["a.pyi", "python"],
  ["a.b/Makefile", null],
  [".ts", "typescript"],
  ["ts", null],
])("the language of %s is %s", (path, language) => {
  expect(languageOf(path)).toBe(language);
});

test("syntax errors are counted, so an edit that breaks a file shows", async () => {
  const whole = await countSyntaxErrors({ path: "a.ts", text: "function f() { return 1; }\n" });
  const broken = await countSyntaxErrors({ path: "a.ts", text: "function f() { return 1; \n" });
  const worse = await countSyntaxErrors({ path: "a.py", text: "def f(:\n  return (\nclass\n" });
  expect(whole).toBe(0);
  expect(broken).toBe(1);
  expect(worse).toBeGreaterThan(0);
  expect(await countSyntaxErrors({ path: "a.zig", text: "fn" })).toBeNull();
});
