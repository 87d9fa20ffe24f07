import { describe, expect, test } from "vitest";
import { checkSuggestion, commentableLines, diffTexts, isCommentable } from "../src/index.ts";

const META = { path: "a.ts", previousPath: null, status: "modified" } as const;

function request(before: string, headText: string, startLine: number, line: number, text: string) {
  const outcome = diffTexts(before, headText, META);
  if (!outcome.ok) throw new Error(outcome.reason);
  const position = { side: "RIGHT", startLine, line } as const;
  return { headText, file: outcome.file, position, suggestion: text };
}

describe("checkSuggestion", () => {
  test("replaces exactly the claimed lines", () => {
    const outcome = checkSuggestion(request("a\nc\n", "a\nb\nc\n", 2, 2, "B1\nB2"));
    expect(outcome).toEqual({ ok: true, newText: "a\nB1\nB2\nc\n", trimmed: null });
  });

  test("ignores one newline at the end of a suggestion, and removes lines for an empty one", () => {
    expect(checkSuggestion(request("a\n", "a\nb\n", 2, 2, "B\n"))).toMatchObject({
      newText: "a\nB\n",
    });
    expect(checkSuggestion(request("a\n", "a\nb\n", 2, 2, ""))).toMatchObject({ newText: "a\n" });
    expect(checkSuggestion(request("a\n", "a\nb\n", 2, 2, "\n"))).toMatchObject({
      newText: "a\n\n",
    });
  });

  test("keeps Windows line endings and a missing newline at the end", () => {
    const windows = request("a\r\n", "a\r\nb\r\n", 2, 2, "B\nC");
    expect(checkSuggestion(windows)).toMatchObject({ newText: "a\r\nB\r\nC\r\n" });
    expect(checkSuggestion(request("a\n", "a\nb", 2, 2, "B\nC"))).toMatchObject({
      newText: "a\nB\nC",
    });
  });

  test("removes the last line of a file alike in its wide and its narrow form", () => {
    const wide = request("", "a\nb", 1, 2, "a");
    const outcome = checkSuggestion(wide);
    expect(outcome).toMatchObject({
      newText: "a\n",
      trimmed: { position: { startLine: 2, line: 2 }, suggestion: "" },
    });
    const narrow = {
      ...wide,
      position: { side: "RIGHT", startLine: 2, line: 2 },
      suggestion: "",
    } as const;
    expect(checkSuggestion(narrow)).toMatchObject({ newText: "a\n", trimmed: null });
  });

  test("gives the narrower suggestion when first and last lines stay", () => {
    const outcome = checkSuggestion(request("", "a\nb\nc\nd\n", 1, 4, "a\nB\nC\nd"));
    expect(outcome).toMatchObject({
      ok: true,
      trimmed: { position: { side: "RIGHT", startLine: 2, line: 3 }, suggestion: "B\nC" },
    });
  });

  test("keeps a line to stand on when lines are only added", () => {
    const outcome = checkSuggestion(request("", "a\nb\n", 1, 2, "a\nnew\nb"));
    expect(outcome).toMatchObject({
      trimmed: { position: { startLine: 1, line: 1 }, suggestion: "a\nnew" },
    });
  });

  test("refuses what changes nothing, lines outside the diff, and the old side", () => {
    const base = request("a\n", "a\nb\n", 2, 2, "b");
    expect(checkSuggestion(base)).toEqual({ ok: false, reason: "the suggestion changes nothing" });
    const outside = { ...base, position: { side: "RIGHT", startLine: 2, line: 3 } } as const;
    expect(checkSuggestion(outside)).toMatchObject({
      reason: "the lines are not part of the diff",
    });
    const left = { ...base, position: { side: "LEFT", startLine: 1, line: 1 } } as const;
    expect(checkSuggestion(left)).toMatchObject({ ok: false });
  });

  test("refuses when the file is not the one that was diffed", () => {
    const moved = { ...request("a\n", "a\nb\n", 2, 2, "B"), headText: "a\nx\nb\n" };
    expect(checkSuggestion(moved)).toMatchObject({
      reason: "the file at head differs from the diff",
    });
  });

  test("refuses what breaks the syntax, not what was broken before", () => {
    const base = request("a\n", "a\nb\n", 2, 2, "(");
    const parses = (text: string) => !text.includes("(");
    expect(checkSuggestion({ ...base, parses })).toMatchObject({ ok: false });
    expect(checkSuggestion({ ...base, parses: () => false })).toMatchObject({ ok: true });
  });
});

test("a comment stays inside one hunk", () => {
  const lines = Array.from({ length: 30 }, (_, index) => `line ${index}\n`);
  const changed = lines.map((line, index) => (index === 4 || index === 24 ? `new ${line}` : line));
  const outcome = diffTexts(lines.join(""), changed.join(""), META);
  if (!outcome.ok) throw new Error(outcome.reason);
  const { file } = outcome;
  expect(commentableLines(file, "RIGHT")).toEqual([
    2, 3, 4, 5, 6, 7, 8, 22, 23, 24, 25, 26, 27, 28,
  ]);
  expect(isCommentable(file, { side: "RIGHT", startLine: 2, line: 8 })).toBe(true);
  expect(isCommentable(file, { side: "RIGHT", startLine: 8, line: 22 })).toBe(false);
  expect(isCommentable(file, { side: "LEFT", startLine: 5, line: 4 })).toBe(false);
  expect(isCommentable(file, { side: "LEFT", startLine: 1.5, line: 3 })).toBe(false);
});
