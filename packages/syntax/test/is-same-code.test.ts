import { expect, test } from "vitest";
import { isSameCode } from "../src/index.ts";

test.each([
  ["a.ts", "const a = 1;\n", "// why\nconst a =  1; /* more */\n", true],
  ["a.ts", "const a = 1;\n", "const a = 2;\n", false],
  ["a.ts", 'const a = "// x";\n', 'const a = "// y";\n', false],
  ["a.go", "package a\n\nfunc f() {}\n", "package a\n\n// f does.\nfunc f() { }\n", true],
  ["a.py", "if a:\n    b()\n    c()\n", "if a:\n    b()\nc()\n", false],
  ["a.py", "a = 1  # one\n", "a = 1\n", true],
  ["A.java", "class A { int a; }\n", "class A { /** a */ int a; }\n", true],
  ["a.conf", "a = 1\n", "a=1\n", true],
  ["a.conf", "a = 1\n", "a = 2\n", false],
])("%s: %j and %j", async (path, before, after, expected) => {
  expect(await isSameCode(path, before, after)).toBe(expected);
});
