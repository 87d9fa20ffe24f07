import { expect, test } from "vitest";
import { firstStatementEnd } from "../src/index.ts";

async function firstOf(language: string, text: string): Promise<string | null> {
  const end = await firstStatementEnd(language, text);
  return end === null ? null : text.slice(0, end);
}

test("ends a statement where the grammar ends it, whatever its signs look like", async () => {
  const markup = "const a = <p>Sorry :(</p>;\nconst b = 1;";
  expect(await firstOf("tsx", markup)).toBe("const a = <p>Sorry :(</p>;");
  const loop = "for char in text:\n    print(char)\nprint()";
  expect(await firstOf("python", loop)).toBe("for char in text:\n    print(char)");
});

test("counts what stands above a definition to it", async () => {
  const text = "// Says hello.\n#[inline]\nfn hello() {}\n\nfn other() {}";
  expect(await firstOf("rust", text)).toBe("// Says hello.\n#[inline]\nfn hello() {}");
});

test("does not guess: no grammar, errors, nothing but comments", async () => {
  expect(await firstOf("cobol", "MOVE 1 TO X.")).toBeNull();
  expect(await firstOf("typescript", "function f() {\n  if (a) {\n")).toBeNull();
  expect(await firstOf("typescript", "// nothing\n")).toBeNull();
});
