import { UsageError } from "@devflow/errors";
import { expect, test } from "vitest";
import { parseLoneHunk } from "../src/index.ts";

test("a hunk that is not the first of its file, cut below the commented line, keeps its numbers", () => {
  const hunk = parseLoneHunk("@@ -10,9 +14,12 @@ class Cart {\n a\n-b\n+c\n+d");
  expect(hunk).toMatchObject({ oldStart: 10, oldLines: 2, newStart: 14, newLines: 3 });
  expect(hunk.section).toBe("class Cart {");
  expect(hunk.lines.map(({ kind, oldLine, newLine }) => [kind, oldLine, newLine])).toEqual([
    ["context", 10, 14],
    ["removed", 11, null],
    ["added", null, 15],
    ["added", null, 16],
  ]);
});

test("a new file, blank context lines and a missing newline at the end are read", () => {
  expect(
    parseLoneHunk("@@ -0,0 +1,2 @@\n+a\n+b\n\\ No newline at end of file").lines,
  ).toMatchObject([
    { newLine: 1, noNewlineAtEnd: false },
    { newLine: 2, noNewlineAtEnd: true },
  ]);
  expect(parseLoneHunk("@@ -3,3 +3,4 @@\n a\n\n+b").lines[1]).toMatchObject({
    ...{ kind: "context", text: "", oldLine: 4, newLine: 4 },
  });
});

test.each(["", "no hunk", "@@ -1 +1 @@", "@@ -1,2 +1,2 @@\n*odd", "@@ -1 +1 @@\n a\n?"])(
  "%j is none, or has nothing that is wrong in it",
  (text) => {
    try {
      expect(parseLoneHunk(text).lines).toEqual([]);
    } catch (error) {
      expect(error).toBeInstanceOf(UsageError);
    }
  },
);
