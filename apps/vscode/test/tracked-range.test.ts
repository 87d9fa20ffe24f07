import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keptShare } from "../src/completion/kept-share.ts";
import { followEdit } from "../src/completion/tracked-range.ts";

const apply = (text: string, edit: { offset: number; removed: number; inserted: string }) =>
  text.slice(0, edit.offset) + edit.inserted + text.slice(edit.offset + edit.removed);

describe("an accepted text through edits", () => {
  test("moves with what is written before it", () => {
    const range = { start: 5, end: 10 };
    expect(followEdit(range, { offset: 0, removed: 0, inserted: "ab" })).toEqual({
      start: 7,
      end: 12,
    });
    expect(followEdit(range, { offset: 0, removed: 3, inserted: "" })).toEqual({
      start: 2,
      end: 7,
    });
    expect(followEdit(range, { offset: 5, removed: 0, inserted: "x" })).toEqual({
      start: 6,
      end: 11,
    });
  });

  test("grows and shrinks with what is written into it, not with what follows", () => {
    const range = { start: 5, end: 10 };
    expect(followEdit(range, { offset: 7, removed: 1, inserted: "abc" })).toEqual({
      start: 5,
      end: 12,
    });
    expect(followEdit(range, { offset: 10, removed: 0, inserted: "abc" })).toEqual(range);
    expect(followEdit(range, { offset: 8, removed: 9, inserted: "abc" })).toEqual({
      start: 5,
      end: 8,
    });
  });

  test("is gone when it was deleted with what is around it", () => {
    const range = followEdit({ start: 5, end: 10 }, { offset: 2, removed: 20, inserted: "" });
    expect(range).toEqual({ start: 2, end: 2 });
  });

  test("stands for the same text while edits are elsewhere", () => {
    const part = fc.string({ maxLength: 20 });
    const elsewhere = fc.record({
      isBefore: fc.boolean(),
      at: fc.nat(),
      removed: fc.nat(),
      inserted: part,
    });
    fc.assert(
      fc.property(
        part,
        fc.string({ minLength: 1, maxLength: 20 }),
        part,
        fc.array(elsewhere),
        (before, kept, after, edits) => {
          let text = before + kept + after;
          let range = { start: before.length, end: before.length + kept.length };
          for (const { isBefore, at, removed, inserted } of edits) {
            const from = isBefore ? 0 : range.end;
            const room = isBefore ? range.start : text.length - range.end;
            const offset = from + (at % (room + 1));
            const edit = { offset, removed: Math.min(removed, from + room - offset), inserted };
            range = followEdit(range, edit);
            text = apply(text, edit);
          }
          expect(text.slice(range.start, range.end)).toBe(kept);
        },
      ),
    );
  });

  test("stays inside of the document, whatever is edited", () => {
    const edits = fc.array(
      fc.record({ at: fc.nat(), removed: fc.nat(), inserted: fc.string({ maxLength: 9 }) }),
    );
    fc.assert(
      fc.property(fc.string({ minLength: 3 }), edits, (start, list) => {
        let text = start;
        let range = { start: 1, end: 2 };
        for (const { at, removed, inserted } of list) {
          const offset = at % (text.length + 1);
          const edit = { offset, removed: Math.min(removed, text.length - offset), inserted };
          range = followEdit(range, edit);
          text = apply(text, edit);
          expect(range.start).toBeGreaterThanOrEqual(0);
          expect(range.end).toBeGreaterThanOrEqual(range.start);
          expect(range.end).toBeLessThanOrEqual(text.length);
        }
      }),
    );
  });
});

test("the kept share is by edit distance: all, some, nothing", () => {
  expect(keptShare("return total", "return total")).toBe(1);
  expect(keptShare("return total", "return sum")).toBeCloseTo(1 - 5 / 12, 1);
  expect(keptShare("return total", "")).toBe(0);
  expect(keptShare("", "")).toBe(1);
});
