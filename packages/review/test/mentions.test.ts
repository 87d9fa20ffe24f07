import { expect, test } from "vitest";
import { isKnownWord } from "../src/verify/known-words.ts";
import { mentionsOf } from "../src/verify/mentions.ts";

const namesIn = (text: string) => mentionsOf(text).names.map(({ name }) => name);

test.each([
  ["The result of `loadUser` is null for a deleted account.", ["loadUser"]],
  ["`cart.taxTotal()` is 0 here.", ["cart.taxTotal"]],
  ["Here parse_header(line) gives nothing.", ["parse_header"]],
  ["`Cart::addItem` locks twice.", ["Cart.addItem"]],
])("claims in %j: %j", (text, names) => {
  expect(namesIn(text)).toEqual(names);
});

test.each([
  ["a proposal", "Use `Object.hasOwn` or call `checkOwner` first."],
  ["something that is missing", "There is no `validateUser` before the write."],
  ["an example", "An input such as `userInput` breaks it."],
  ["a value, type or word of the language", "`total` is `NaN`, `null` or `undefined`."],
  ["a constant of some protocol", "It fails with `EADDR_INUSE`."],
  ["code that is no single name", "`a.length === otherThing.size` is false."],
  ["a plural in brackets", "The file(s) and value(s) are read."],
])("no claim: %s", (_name, text) => {
  expect(namesIn(text)).toEqual([]);
});

test("paths and lines", () => {
  const text =
    "As on line 12 of `src/cart/total.ts`; see https://a.example/b/c.ts and lines 90-95.";
  expect(mentionsOf(text)).toMatchObject({ paths: ["src/cart/total.ts"], lines: [12, 90] });
  expect(mentionsOf("Move it to src/new/place.ts.").paths).toEqual(["src/new/place.ts"]);
  expect(mentionsOf("Better create src/new/place.ts.").paths).toEqual([]);
});

test("words of languages and standard libraries are known", () => {
  const known = [
    "setTimeout",
    "Promise",
    "readFileSync",
    "isinstance",
    "WaitGroup",
    "ValueError",
    "NullPointerException",
    "hasOwnProperty",
  ];
  expect(known.filter((word) => !isKnownWord(word))).toEqual([]);
  expect(isKnownWord("loadUser")).toBe(false);
});
