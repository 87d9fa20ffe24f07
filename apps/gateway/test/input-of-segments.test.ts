import { expect, test } from "vitest";
import { completedLanguage } from "../src/completions/input-of-segments.ts";

test.each([
  ["typescriptreact", null, "tsx"],
  ["javascriptreact", null, "javascript"],
  ["csharp", null, "csharp"],
  ["C++", null, "cpp"],
  // Without a grammar, but their comments are known.
  ["shellscript", "run.sh", "shellscript"],
  ["yaml", "a.yaml", "yaml"],
  ["markdown", "README.md", "markdown"],
  ["brainfuck", null, null],
  ["constructor", null, null],
  [null, "src/a.py", "python"],
  ["plaintext", "src/a.go", "go"],
])("an editor's language %s with the path %s is %s", (language, path, known) => {
  expect(completedLanguage(language, path)).toBe(known);
});
