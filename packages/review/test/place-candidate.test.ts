import { expect, test } from "vitest";
import { placeCandidate } from "../src/verify/place-candidate.ts";
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
