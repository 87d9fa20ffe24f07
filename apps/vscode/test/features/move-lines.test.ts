import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type LineEdit, moveSpan } from "../../src/features/review/move-lines.ts";

const span = { startLine: 5, endLine: 6 };
const edit = (start: [number, number], end: [number, number], text: string): LineEdit => ({
  startLine: start[0],
  startCharacter: start[1],
  endLine: end[0],
  endCharacter: end[1],
  text,
});

describe("lines of a finding after an edit", () => {
  test.each<[string, LineEdit, { startLine: number; endLine: number } | null]>([
    ["stay, when something below changes", edit([7, 0], [9, 3], "x"), span],
    [
      "move down with lines added above",
      edit([1, 4], [1, 4], "\nnew\n"),
      { startLine: 7, endLine: 8 },
    ],
    ["move up with lines removed above", edit([1, 0], [3, 0], ""), { startLine: 3, endLine: 4 }],
    [
      "move, when lines are put right in front",
      edit([5, 0], [5, 0], "new\n"),
      { startLine: 6, endLine: 7 },
    ],
    ["move, when the line before goes", edit([4, 0], [5, 0], ""), { startLine: 4, endLine: 5 }],
    ["stay, when a line begins behind the last", edit([6, 20], [6, 20], "\nnew"), span],
    ["go, when a character in them changes", edit([5, 3], [5, 4], "x"), null],
    ["go, when the line before is joined to them", edit([4, 9], [5, 0], ""), null],
    ["go, when text is put in front without a newline", edit([5, 0], [5, 0], "x"), null],
    ["go, when something is added to the last", edit([6, 20], [6, 20], ";"), null],
    ["go, when an edit covers them", edit([1, 0], [30, 0], ""), null],
  ])("%s", (_, change, wanted) => {
    expect(moveSpan(span, change, 20)).toEqual(wanted);
  });
});

/** A document edited for real tells whether the lines are still there, and where. */
test("where lines are said to be, their text is", () => {
  const line = fc.string({ maxLength: 4, unit: fc.constantFrom("a", "b", " ") });
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 1, maxLength: 8 }),
      fc.array(fc.nat(), { minLength: 6, maxLength: 6 }),
      fc.array(line, { minLength: 1, maxLength: 4 }),
      (lines, [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0], inserted) => {
        const [first, last] = [a % lines.length, b % lines.length].toSorted((x, y) => x - y) as [
          number,
          number,
        ];
        const [from, to] = [c % lines.length, d % lines.length].toSorted((x, y) => x - y) as [
          number,
          number,
        ];
        const start = e % ((lines[from]?.length ?? 0) + 1);
        const least = from === to ? start : 0;
        const end = least + (f % ((lines[to]?.length ?? 0) - least + 1));
        const text = inserted.join("\n");
        const before = [...lines.slice(0, from), lines[from]?.slice(0, start) ?? ""].join("\n");
        const after = [lines[to]?.slice(end) ?? "", ...lines.slice(to + 1)].join("\n");
        const edited = `${before}${text}${after}`.split("\n");

        const moved = moveSpan(
          { startLine: first, endLine: last },
          edit([from, start], [to, end], text),
          lines[last]?.length ?? 0,
        );
        if (moved) {
          expect(edited.slice(moved.startLine, moved.endLine + 1)).toEqual(
            lines.slice(first, last + 1),
          );
        }
      },
    ),
    { numRuns: 2_000 },
  );
});
