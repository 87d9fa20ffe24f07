import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { splitTerms } from "../src/text/split-terms.ts";

describe("terms", () => {
  test.each([
    ["parseUnifiedDiff", ["parseunifieddiff", "parse", "pars", "unified", "unifi", "diff"]],
    ["HTTPServer", ["httpserver", "http", "server", "serv"]],
    ["snake_case_name", ["snakecasename", "snake", "snak", "case", "cas", "name", "nam"]],
    ["sha256", ["sha256", "sha", "256"]],
    ["__init__", ["init"]],
  ])("of %s are its parts, the whole, and stems beside them", (word, terms) => {
    expect(splitTerms(word)).toEqual(terms);
  });

  test("meet across naming habits and word forms", () => {
    const shared = (a: string, b: string) =>
      splitTerms(a).some((term) => splitTerms(b).includes(term));
    expect(splitTerms("parse_diff")).toContain("parsediff");
    for (const form of ["parses", "parsing", "parsed", "parser"])
      expect(shared("parse", form)).toBe(true);
    expect(shared("retry", "retries")).toBe(true);
    expect(shared("stop", "stopping")).toBe(true);
    expect(shared("user", "us")).toBe(false);
  });

  test("are lower-case, bounded and the same every time, for any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (text) => {
        const terms = splitTerms(text);
        expect(splitTerms(text)).toEqual(terms);
        for (const term of terms) {
          expect(term).toBe(term.toLowerCase());
          expect(term.length).toBeLessThanOrEqual(100);
        }
      }),
    );
  });
});
