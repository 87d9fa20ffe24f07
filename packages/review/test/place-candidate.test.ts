import { expect, test } from "vitest";
import { placeCandidate, standingAt } from "../src/verify/place-candidate.ts";
import { placeInChange } from "../src/verify/place-in-change.ts";
import { isDrop } from "../src/verify/standing.ts";
import { addedFile, changedFile, finding } from "./builders.ts";

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

test.each([
  // Where it is said, elsewhere in the file and in another file of the change.
  ["const sum = total(guest, true);", "`total` takes one argument", "src/cart.ts:22", ""],
  ["const shown = total(cart, true);", "`total` takes one argument", "src/page.ts:2", ""],
  // A similar line of its own file is not meant.
  ["const sums = total(guest, true);", "`total` takes one argument", "src/sums.ts:1", ""],
  // What the other file left alone shows what is broken here.
  [
    "const old = total(order, true);",
    "`total` takes one argument",
    "src/cart.ts:1",
    "line 9 of `src/page.ts`",
  ],
  ["const old = total(order, true);", "The second argument is ignored", null, ""],
  // Two files have it.
  ["export const both = total(true);", "`total` takes one argument", null, ""],
  ["return;", "`total` takes one argument", null, ""],
  ["const none = total(nobody, true);", "`total` takes one argument", null, ""],
])("the quote %j, said as %j, stands at %s of the change", (quote, title, place, body) => {
  const cart = changedFile("src/cart.ts", [
    ...["-function total(cart, isGross) {", "+function total(cart) {", "   const all = cart.sum;"],
    ...Array.from({ length: 19 }, (_, at) => ` step${at}();`),
    "+const sum = total(guest, true);",
  ]);
  const page = changedFile("src/page.ts", [
    ...[" import { total } from './cart';", "+const shown = total(cart, true);", " return;"],
    ...[" a();", " b();", " c();", " d();", " e();", " const old = total(order, true);"],
    ...[" f();", " g();", " h();", "+export const both = total(true);"],
  ]);
  const sums = addedFile(
    "src/sums.ts",
    "const sums = total(guest, true);\nexport const both = total(true);\n",
  );
  const at = { path: cart.path, position: null, hunkIndex: 0, seenLines: null };
  const standing = placeInChange({ ...finding(), ...at, quote, title, facts: [] }, cart, [
    cart,
    page,
    sums,
  ]);
  if (isDrop(standing)) return expect(place).toBeNull();
  expect(`${standing.file.path}:${standing.anchor.line}`).toBe(place);
  expect(standing.candidate.path).toBe(standing.file.path);
  expect(standing.candidate.body).toContain(body);
});
