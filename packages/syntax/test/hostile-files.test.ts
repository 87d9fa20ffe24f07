import { expect, test } from "vitest";
import { readSyntax } from "../src/index.ts";
import { languageOfFile } from "../src/language-of.ts";

/** Breaks tree-sitter's module: the Java grammar takes all of its memory at the end of this. */
const hostile = { path: "A.java", text: `${"a<".repeat(200)}\n`.repeat(1_000) };

test("a header of blank lines is told from C++ at once", () => {
  const text = `${" ".repeat(450)}\n`.repeat(2_000);
  const start = process.cpuUsage();
  expect(languageOfFile({ path: "a.h", text })).toBe("c");
  // Computing, not time: a busy machine has other things to do. It took 4.4 s where line breaks were skipped as blanks are.
  expect(process.cpuUsage(start).user).toBeLessThan(1_000_000);
  expect(languageOfFile({ path: "a.h", text: `${text}  class A {};\n` })).toBe("cpp");
});

test("a file that breaks the parser gets plain chunks, and the next files are parsed as ever", async () => {
  const good = { path: "b.ts", text: "export function kept() {}\n" };
  const [broken, beside, besideJava] = await Promise.all([
    readSyntax(hostile),
    readSyntax(good),
    readSyntax({ path: "C.java", text: "class C { void kept() {} }\n" }),
  ]);
  expect(broken).toMatchObject({ hasErrors: true, definitions: [] });
  expect(broken!.chunks.length).toBeGreaterThan(10);
  expect(beside!.definitions.map(({ name }) => name)).toEqual(["kept"]);
  expect(besideJava!.definitions.map(({ name }) => name)).toEqual(["C", "kept"]);
  for (let time = 0; time < 2; time++) {
    expect(await readSyntax(hostile)).toMatchObject({ hasErrors: true });
    expect((await readSyntax(good))!.definitions.map(({ name }) => name)).toEqual(["kept"]);
  }
});
