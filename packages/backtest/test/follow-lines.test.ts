import { diffTexts, parseUnifiedDiff } from "@devflow/diff";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type FollowedFiles, followLines } from "../src/index.ts";

function follow(path: string, numbers: readonly number[]): FollowedFiles {
  return new Map([[path, numbers.map((line) => ({ headPath: path, headLine: line, line }))]]);
}

const textOf = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join("");

test("a line that is followed is the same line, and one that is not was removed", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c", "d", ""), { maxLength: 30 });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const meta = { path: "f", previousPath: null, status: "modified" as const };
      const diff = diffTexts(textOf(before), textOf(after), meta);
      if (!diff.ok) throw new Error(diff.reason);
      const files = follow(
        "f",
        before.map((_, index) => index + 1),
      );
      const touched = followLines(files, [diff.file]);
      const left = files.get("f") ?? [];
      for (const { headLine, line } of left) expect(after[line - 1]).toBe(before[headLine - 1]);
      const removed = touched
        .filter(({ how }) => how === "removed")
        .map(({ line }) => line.headLine);
      expect(
        left
          .map(({ headLine }) => headLine)
          .concat(removed)
          .sort((a, b) => a - b),
      ).toEqual(before.map((_, index) => index + 1));
      const numbers = left.map(({ line }) => line);
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    }),
  );
});

test("lines go with a renamed file, also where two files swap their names", () => {
  const files = new Map([...follow("a.ts", [1]), ...follow("b.ts", [2])]);
  const swap = parseUnifiedDiff(
    [
      ["a.ts", "b.ts"],
      ["b.ts", "a.ts"],
    ]
      .map(([from, to]) =>
        [
          `diff --git a/${from} b/${to}`,
          "similarity index 100%",
          `rename from ${from}`,
          `rename to ${to}`,
        ].join("\n"),
      )
      .join("\n")
      .concat("\n"),
  );
  followLines(files, swap);
  expect(files.get("b.ts")).toEqual([{ headPath: "a.ts", headLine: 1, line: 1 }]);
  expect(files.get("a.ts")).toEqual([{ headPath: "b.ts", headLine: 2, line: 2 }]);
});

test("code that is put between two lines touches both, and code at their end none", () => {
  const diff = parseUnifiedDiff(`diff --git a/f b/f
index 1111111..2222222 100644
--- a/f
+++ b/f
@@ -1,2 +1,4 @@
 one
+guard
 two
+after
`);
  const touched = followLines(follow("f", [1, 2]), diff);
  expect(touched.map(({ how, line }) => [how, line.headLine])).toEqual([
    ["parted", 1],
    ["parted", 2],
  ]);
});
