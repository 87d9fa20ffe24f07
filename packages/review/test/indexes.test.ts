import fc from "fast-check";
import { expect, test } from "vitest";
import { findSecrets } from "../src/draft/find-secrets.ts";
import { FindingsByPlace } from "../src/memory/findings-by-place.ts";
import { nearestTo } from "../src/nearest-to.ts";
import { diffLinesAt } from "../src/scope/diff-lines-at.ts";
import { changedFile, finding } from "./builders.ts";

// What is looked up in an index is what going through everything finds.

const ranges = fc
  .tuple(fc.integer({ min: 1, max: 60 }), fc.nat({ max: 12 }))
  .map(([startLine, more]) => ({ startLine, line: startLine + more }));

test("findings near lines are those that overlap them, or are as near as asked for", () => {
  const placed = fc.tuple(fc.constantFrom("a.ts", "b.ts"), ranges);
  fc.assert(
    fc.property(fc.array(placed), ranges, fc.nat({ max: 4 }), (places, at, reach) => {
      const findings = places.map(([path, range]) => finding({ path, ...range }));
      const expected = findings.filter(
        ({ path, startLine, line }) =>
          path === "a.ts" && startLine <= at.line + reach && at.startLine <= line + reach,
      );
      const found = new FindingsByPlace(findings).near("a.ts", { side: "RIGHT", ...at }, reach);
      expect(new Set(found)).toEqual(new Set(expected));
      expect(found).toHaveLength(expected.length);
    }),
  );
});

test("the nearest of many lines are as near as any choice of them", () => {
  const lines = fc.array(fc.nat({ max: 100 })).map((all) => all.toSorted((a, b) => a - b));
  fc.assert(
    fc.property(lines, fc.nat({ max: 100 }), fc.integer({ min: 1, max: 9 }), (all, at, most) => {
      const distances = (chosen: readonly number[]) =>
        chosen.map((line) => Math.abs(line - at)).sort((a, b) => a - b);
      const found = nearestTo(at, all, most, (line) => line);
      expect(distances(found)).toEqual(distances(all).slice(0, most));
      expect(found).toEqual(found.toSorted((a, b) => a - b));
    }),
  );
});

test("the lines of a position are those of its side with such numbers", () => {
  const kinds = fc.array(fc.constantFrom(" ", "+", "-"), { minLength: 1, maxLength: 40 });
  const sides = fc.constantFrom("LEFT" as const, "RIGHT" as const);
  fc.assert(
    fc.property(kinds, ranges, sides, (marks, at, side) => {
      const file = changedFile(
        "a.ts",
        [" ", ...marks].map((mark, index) => `${mark}line ${index}`),
      );
      const numberOf = side === "RIGHT" ? "newLine" : "oldLine";
      const expected = file.hunks
        .flatMap(({ lines }) => lines)
        .filter((line) => {
          const number = line[numberOf];
          return number !== null && number >= at.startLine && number <= at.line;
        });
      expect(diffLinesAt(file, { side, ...at })).toEqual(expected);
    }),
  );
});

test("looking for secrets leaves nothing behind in the process", async () => {
  const marks = () => performance.getEntriesByType("mark").length;
  const before = marks();
  await findSecrets("const a = 1;");
  expect(marks()).toBe(before);
});
