import { expect, test } from "vitest";
import { chunkPlainText, countSyntaxErrors, languageOf } from "../src/index.ts";

test("text is cut by screens, and a huge line is bounded", () => {
  const chunks = chunkPlainText({ text: "line\n".repeat(150) });
  expect(chunks.map(({ startLine, endLine }) => [startLine, endLine])).toEqual([
    [1, 60],
    [61, 120],
    [121, 150],
  ]);
  const [huge] = chunkPlainText({ text: "x".repeat(1_000_000) });
  expect(huge?.text).toHaveLength(2_400);
  expect(chunkPlainText({ text: "" })).toEqual([]);
});

test.each([
  ["a.ts", "typescript"],
  ["a.d.mts", "typescript"],
  ["src/A.TSX", "tsx"],
  ["a.jsx", "javascript"],
  ["a.pyi", "python"],
  ["a.rs", "rust"],
  ["a.gemspec", "ruby"],
  ["a.php", "php"],
  ["A.cs", "csharp"],
  ["a.hpp", "cpp"],
  ["a.h", "c"],
  ["build.gradle.kts", "kotlin"],
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
