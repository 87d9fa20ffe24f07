import { describe, expect, test } from "vitest";
import { DROP_REASONS, TRIM_REASONS } from "../src/index.ts";
import { readGoldenCases } from "./golden-case.ts";
import { readPieces } from "./streamed.ts";

const cases = readGoldenCases();

describe("what is shown of an answer", () => {
  test.each(cases)("$name", async (golden) => {
    const { answer, shown, endedBy, filters, finishReason } = golden;
    const read = await readPieces(golden, [answer], finishReason);
    expect(read.text).toBe(shown);
    expect(read.endedBy).toBe(endedBy);
    expect(Object.keys(read.filters)).toEqual(filters);
  });

  test.each(cases)("$name, in a file with carriage returns", async (golden) => {
    const crlf = (text: string) => text.replaceAll("\n", "\r\n");
    const { language, trigger, prefix, suffix, answer, shown, finishReason } = golden;
    const place = { language, trigger, prefix: crlf(prefix), suffix: crlf(suffix) };
    const read = await readPieces(place, [crlf(answer)], finishReason);
    const hasLines = (prefix + suffix).includes("\n");
    expect(read.text).toBe(hasLines ? crlf(shown) : shown);
  });

  test.each(cases)("$name, piece by piece", async (golden) => {
    const { answer, shown, endedBy, finishReason } = golden;
    for (const size of [1, 3, 7]) {
      const pieces = answer.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
      const read = await readPieces(golden, pieces, finishReason);
      expect(read.text).toBe(shown);
      expect(read.endedBy).toBe(endedBy);
    }
  });
});

test("there are cases of many languages, and of most reasons", () => {
  expect(cases.length).toBeGreaterThanOrEqual(100);
  expect(new Set(cases.map(({ language }) => language)).size).toBeGreaterThanOrEqual(12);
  const seen = new Set(cases.flatMap(({ filters }) => filters));
  const unseen = [...TRIM_REASONS, ...DROP_REASONS].filter((reason) => !seen.has(reason));
  // A stream is read to the end of its first line there, so only texts of a cache have more.
  expect(unseen).toEqual(["first_line_only"]);
});
