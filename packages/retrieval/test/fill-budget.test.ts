import fc from "fast-check";
import { expect, test } from "vitest";
import { fillBudget, type UnpricedItem } from "../src/context/fill-budget.ts";

const item = fc
  .record({
    kind: fc.constantFrom("definition", "caller", "test", "duplicate", "convention"),
    path: fc.constantFrom("a.ts", "b.ts"),
    startLine: fc.integer({ min: 1, max: 60 }),
    lines: fc.array(
      fc.string({ maxLength: 40 }).map((line) => line.replaceAll("\n", " ")),
      {
        minLength: 1,
        maxLength: 12,
      },
    ),
  })
  .map(
    ({ kind, path, startLine, lines }): UnpricedItem => ({
      kind: kind as UnpricedItem["kind"],
      path,
      startLine,
      endLine: startLine + lines.length - 1,
      symbol: null,
      reason: "",
      text: lines.join("\n"),
    }),
  );

test("never exceeds its tokens, shows no line twice, and keeps text and lines in step", () => {
  fc.assert(
    fc.property(
      fc.array(item, { maxLength: 15 }),
      fc.integer({ min: 0, max: 600 }),
      (items, room) => {
        const taken = fillBudget(items, room);
        expect(taken.reduce((sum, { tokens }) => sum + tokens, 0)).toBeLessThanOrEqual(room);
        const lines = taken.flatMap(({ path, startLine, text }) =>
          text.split("\n").map((_, offset) => `${path}:${startLine + offset}`),
        );
        expect(new Set(lines).size).toBe(lines.length);
        for (const { startLine, endLine, text } of taken) {
          expect(text.split("\n")).toHaveLength(endLine - startLine + 1);
        }
      },
    ),
  );
});

test("takes everything when there is room, definitions first", () => {
  const make = (kind: UnpricedItem["kind"], startLine: number): UnpricedItem => ({
    kind,
    path: "a.ts",
    startLine,
    endLine: startLine,
    symbol: null,
    reason: "",
    text: "x".repeat(50),
  });
  const items = [make("similar", 1), make("test", 2), make("definition", 3), make("definition", 4)];
  expect(fillBudget(items, 400).map(({ kind }) => kind)).toEqual([
    "definition",
    "definition",
    "test",
    "similar",
  ]);
});
