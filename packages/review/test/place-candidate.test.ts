import { expect, test } from "vitest";
import { placeCandidate, standingAt } from "../src/verify/place-candidate.ts";
import { changedFile, finding } from "./builders.ts";

test.each([
  ["one();", null],
  ["two();", 2],
  ["four();", 4],
  ["seven();", null],
  ["eight();\nnine();", 9],
  ["ten();", 10],
  ["if (ok) {", 4],
])("the expert's quote %j is placed on line %s: on a change or beside one", (quote, line) => {
  const lines = [" one();", " two();", " three();", "-if (ok) {", " four();", " five();"];
  const more = [" six();", " seven();", " eight();", " nine();", " ten();", "+eleven();"];
  const file = changedFile("src/cart.ts", [...lines, ...more]);
  const drafted = { ...finding(), quote, position: null, hunkIndex: 0, seenLines: null, facts: [] };
  const placed = placeCandidate(drafted, file);
  expect("stage" in placed ? placed.reason : placed.line).toBe(
    line ?? "not on a line that was changed",
  );
});

test.each([
  ["total(cart, true);", "`total` takes one argument now", 1],
  ["total(cart, true);", "The second argument is ignored", null],
  ["log(sum);", "`sum` may be wrong", null],
])(
  "a line that the change breaks: %j, %j, is named at the changed line %s",
  (quote, title, line) => {
    const lines = [
      "-function total(cart, isGross) {",
      "+function total(cart) {",
      "   return cart.sum;",
    ];
    const more = [" }", " ", " const sum =", "   total(cart, true);", " log(sum);"];
    const file = changedFile("src/cart.ts", [...lines, ...more]);
    const drafted = { ...finding(), quote, title, position: null, hunkIndex: 0, seenLines: null };
    const placed = placeCandidate({ ...drafted, facts: [] }, file);
    expect("stage" in placed ? null : placed.line).toBe(line);
    if ("stage" in placed) return;
    // Its suggestion would replace the changed line.
    const suggested = { ...drafted, facts: [], suggestion: "total(cart);" };
    const standing = standingAt(placed, suggested, file);
    expect(standing.suggestion).toBeNull();
    expect(standing.candidate.body).toContain("on line 6, which this change leaves as it was");
  },
);
