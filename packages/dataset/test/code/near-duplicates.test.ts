import fc from "fast-check";
import { expect, test } from "vitest";
import { leastTokens, NearDuplicates } from "../../src/index.ts";

const word = fc.stringMatching(/^[a-z]{3,8}$/);
const code = fc.array(word, { minLength: 100, maxLength: 200 }).map((words) => words.join(" "));

test("the same tokens in other white space are the same code", () => {
  fc.assert(
    fc.property(code, (text) => {
      const known = new NearDuplicates();
      expect(known.add(text)).toBe(false);
      expect(known.add(text.replaceAll(" ", "\n  "))).toBe(true);
      expect(known.size).toBe(1);
    }),
  );
});

test("one changed token of a hundred is found, other code is not", () => {
  fc.assert(
    fc.property(code, code, fc.nat(), (text, other, at) => {
      fc.pre(text !== other);
      const words = text.split(" ");
      const known = new NearDuplicates();
      known.add(text);
      expect(known.add(words.with(at % words.length, "changed").join(" "))).toBe(true);
      expect(known.add(other)).toBe(false);
    }),
    { seed: 7 },
  );
});

test("short code is alike everywhere and never a duplicate", () => {
  const known = new NearDuplicates();
  const short = Array(leastTokens - 1)
    .fill("a")
    .join(" ");
  expect([known.add(short), known.add(short)]).toEqual([false, false]);
});

test("holds what it knew while it grows, in at most 0.5 kB an entry", () => {
  const known = new NearDuplicates();
  const text = (at: number) =>
    Array.from({ length: 30 }, (_, token) => `name${at * 31 + token * 7919}`).join(" ");
  for (let at = 0; at < 5_000; at++) expect(known.add(text(at))).toBe(false);
  for (let at = 0; at < 5_000; at += 97) expect(known.add(text(at))).toBe(true);
  expect(known.size).toBe(5_000);
  expect(known.bytesPerEntry).toBeLessThan(550);
});
