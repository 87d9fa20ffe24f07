import { diffTexts } from "@devflow/diff";
import { describe, expect, test } from "vitest";
import { FixSearch, isFix } from "../src/index.ts";

const head = [
  "function sum(values) {",
  "  let total = 0;",
  "  for (const value of values) total += value;",
  "  return total / values.length;",
  "}",
];
const landedAt = new Date("2026-01-01");

function search(): FixSearch {
  return new FixSearch(landedAt, { "sum.js": [[1, head.length]] }, 30);
}

function commit(
  subject: string,
  before: readonly string[],
  after: readonly string[],
  path = "sum.js",
) {
  const text = (lines: readonly string[]) => (lines.length === 0 ? null : `${lines.join("\n")}\n`);
  const status = after.length === 0 ? "deleted" : "modified";
  const diff = diffTexts(text(before), text(after), { path, previousPath: null, status });
  if (!diff.ok) throw new Error(diff.reason);
  return [
    { sha: "f".repeat(40), subject, body: "", landedAt: new Date("2026-01-05") },
    [diff.file],
  ] as const;
}

const withLine = (line: number, text: string) => head.with(line - 1, text);

test("the line that a later fix rewrites is a place, by its number in the change", () => {
  const found = search();
  const moved = ["// a header", "", ...head];
  found.see(...commit("Add a header", head, moved));
  found.see(
    ...commit("Fix the mean of nothing", moved, [
      "// a header",
      "",
      ...withLine(4, "  return values.length === 0 ? 0 : total / values.length;"),
    ]),
  );
  expect(found.found.fixes).toEqual([
    expect.objectContaining({
      path: "sum.js",
      startLine: 4,
      line: 4,
      subject: "Fix the mean of nothing",
      daysLater: 4,
    }),
  ]);
});

test("a guard that a fix puts between two lines is a place around both", () => {
  const found = search();
  found.see(
    ...commit("fix: empty lists", head, [
      ...head.slice(0, 3),
      "  if (values.length === 0) return 0;",
      ...head.slice(3),
    ]),
  );
  expect(found.found.fixes.map(({ startLine, line }) => [startLine, line])).toEqual([[3, 4]]);
});

test.each([
  ["is no fix", "Improve the mean", withLine(4, "  return mean(values);")],
  ["only reformats", "Fix the layout of sums", withLine(4, "    return  total / values.length")],
  [
    "only moves lines",
    "Fix the order",
    [...head.slice(3, 4), ...head.slice(0, 3), ...head.slice(4)],
  ],
  ["touches comments", "Fix it", ["// counts", ...head]],
])("a commit that %s names no place", (_, subject, after) => {
  const found = search();
  found.see(...commit(subject, head, after));
  expect(found.found).toEqual({ fixes: [], revertedBy: [] });
});

test("a revert of all of it names no line, but the change is not clean", () => {
  const found = search();
  found.see(...commit('Revert "Add sums (#12)"', head, []));
  expect(found.found).toEqual({
    fixes: [],
    revertedBy: [expect.objectContaining({ daysLater: 4 })],
  });
});

test("what was changed before the merge was no later fix", () => {
  const found = search();
  const [, files] = commit("", head, withLine(4, "  return mean(values);"));
  found.land(files);
  found.see(
    ...commit(
      "Fix the mean",
      withLine(4, "  return mean(values);"),
      withLine(4, "  return average(values);"),
    ),
  );
  expect(found.found.fixes).toEqual([]);
});

test("the days are over when they are", () => {
  expect(search().isOver(new Date("2026-01-31"))).toBe(false);
  expect(search().isOver(new Date("2026-02-01"))).toBe(true);
});

describe("a fix", () => {
  test.each([
    ["Fix crash on empty lists (#12)", "", true],
    ["hotfix: totals", "", true],
    ['Revert "Add totals"', "", true],
    ["Handle empty lists", "Closes #31", true],
    ["Handle empty lists", "fixes acme/shop#31", true],
    ["Add prefix search", "", false],
    ["fix: typo in README", "", false],
    ["Fix lint warnings", "", false],
    ["Add totals (#12)", "", false],
  ])("%s / %s: %s", (subject, body, isOne) => {
    expect(isFix({ subject, body })).toBe(isOne);
  });
});
