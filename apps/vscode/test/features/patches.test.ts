import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { changedSince } from "../../src/features/patches/check-standing.ts";
import { applyReplacements, lineReplacements } from "../../src/features/patches/line-edits.ts";

describe("the few lines that make one text of another", () => {
  test("are only those that differ", () => {
    const oldText = "one\ntwo\nthree\nfour\nfive\n";
    const newText = "one\nTWO\nthree\nfour\nfour and a half\nfive\n";
    expect(lineReplacements(oldText, newText)).toEqual([
      { startLine: 1, endLine: 2, text: "TWO\n" },
      { startLine: 4, endLine: 4, text: "four and a half\n" },
    ]);
  });

  test("keep CRLF where the file has it", () => {
    expect(lineReplacements("a\r\nb\r\n", "a\nc\nb\n")).toEqual([
      { startLine: 1, endLine: 1, text: "c\r\n" },
    ]);
  });

  test("give the other text, whatever both are", () => {
    const text = fc
      .array(fc.string({ maxLength: 3, unit: fc.constantFrom("a", "b", " ") }), { maxLength: 12 })
      .map((lines) => lines.join("\n"));
    fc.assert(
      fc.property(text, text, (oldText, newText) => {
        const replacements = lineReplacements(oldText, newText);
        expect(applyReplacements(oldText, replacements)).toBe(newText);
      }),
      { numRuns: 1_000 },
    );
  });
});

test("files that changed, came or went since they were sent are named", async () => {
  const now: Record<string, string> = { "a.ts": "a", "b.ts": "other", "new.ts": "there" };
  const sent = [
    { path: "a.ts", text: "a" },
    { path: "b.ts", text: "b" },
    { path: "gone.ts", text: "c" },
    { path: "new.ts", text: null },
    { path: "absent.ts", text: null },
  ];
  expect(await changedSince(sent, async (path) => now[path] ?? null)).toEqual([
    "b.ts",
    "gone.ts",
    "new.ts",
  ]);
});
