import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseFindings, parseVerdict, renderFinding } from "../src/index.ts";
import type { DraftedFinding } from "../src/model.ts";
import { CATEGORIES } from "../src/prompts/categories.ts";

/** Printable text without line ends; code may hold anything a line of source can. */
const line = fc
  .string({ unit: "grapheme-ascii", minLength: 1, maxLength: 60 })
  .filter((text) => text.trim() === text && text !== "");

/** A quoted line: not a bare number, not with a diff's mark in front, which are read as such. */
const quote = line.filter((text) => !/^[\d+`lL]/.test(text) && !text.endsWith("`"));

/** At most 109 characters: titles are cut beyond 120. */
const words = fc
  .array(fc.stringMatching(/^[a-z]{1,10}$/), { minLength: 1, maxLength: 10 })
  .map((parts) => parts.join(" "));

const code = fc
  .array(fc.string({ unit: "grapheme-ascii", maxLength: 40 }), { minLength: 1, maxLength: 8 })
  .map((lines) => lines.join("\n").trimEnd())
  .filter(
    (text) =>
      text.trim() !== "" && !/^[+-]/.test(text) && !/^\W*(?:none|null|n\/?a)\W*$/i.test(text),
  );

const finding: fc.Arbitrary<DraftedFinding> = fc.record({
  path: fc.stringMatching(/^[a-z]{1,8}(?:\/[a-z]{1,8}){0,3}\.(?:ts|py|go)$/),
  quote,
  severity: fc.constantFrom("critical", "high", "medium", "low"),
  category: fc.constantFrom(...Object.keys(CATEGORIES)),
  title: words,
  body: words,
  suggestion: fc.option(code),
  confidence: fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100),
});

/** Anything that is not itself a finding's first line. */
const prose = fc
  .string({ unit: "binary", maxLength: 200 })
  .filter((text) => !/finding/i.test(text) && !text.includes("think>"));

function isSuggestionKept(each: DraftedFinding): boolean {
  return each.suggestion === null || each.suggestion.trim() !== each.quote.trim();
}

describe("parseFindings", () => {
  test("never throws, whatever the expert says", () => {
    const anything = fc.oneof(
      fc.string({ unit: "binary", maxLength: 2_000 }),
      fc.json(),
      fc
        .array(
          fc.constantFrom(
            ...[
              "FINDING",
              "END",
              "line: `x`",
              "title: t",
              "file: a",
              "fix:",
              "```",
              "{",
              "}",
              '"',
              "[",
            ],
            ...[
              "why: w",
              "1. x",
              "- **Line**: y",
              "NO FINDINGS",
              "\u0000",
              "\uD800",
              "|",
              "confidence: 9",
            ],
          ),
          { maxLength: 40 },
        )
        .map((parts) => parts.join("\n")),
    );
    fc.assert(
      fc.property(anything, fc.constantFrom("stop", "length", undefined), (text, finishReason) => {
        const parsed = parseFindings(text, finishReason === undefined ? {} : { finishReason });
        for (const each of parsed.findings) {
          expect(each.quote).not.toBe("");
          expect(each.title).not.toBe("");
          expect(each.confidence).toBeGreaterThanOrEqual(0);
          expect(each.confidence).toBeLessThanOrEqual(1);
          expect(JSON.stringify(each)).not.toContain("\\u0000");
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test("recovers every finding of the asked form out of any prose", () => {
    fc.assert(
      fc.property(
        fc.array(finding.filter(isSuggestionKept), { minLength: 1, maxLength: 4 }),
        prose,
        prose,
        (findings, before, after) => {
          const answer = [before, ...findings.map(renderFinding), after].join("\n");
          expect(parseFindings(answer).findings).toEqual(findings);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("gives only whole findings when the answer is cut at any point", () => {
    fc.assert(
      fc.property(
        fc.array(finding.filter(isSuggestionKept), { minLength: 1, maxLength: 3 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (findings, share) => {
          const answer = findings.map(renderFinding).join("\n");
          const cut = answer.slice(0, Math.floor(answer.length * share));
          const parsed = parseFindings(cut, { finishReason: "length" });
          expect(findings.slice(0, parsed.findings.length)).toEqual(parsed.findings);
          const whole = findings.filter((_, index) =>
            cut.startsWith(
              findings
                .slice(0, index + 1)
                .map(renderFinding)
                .join("\n"),
            ),
          );
          expect(parsed.findings).toHaveLength(whole.length);
        },
      ),
      { numRuns: 500 },
    );
  });
});

test("parseVerdict never throws and never guesses", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
      const { verdict } = parseVerdict(text);
      if (!/keep|drop/i.test(text)) expect(verdict).toBe("none");
    }),
  );
});

test("an answer made to be slow is read in linear time", () => {
  const seeds = [
    "*",
    "`",
    "{",
    "[",
    '"',
    "\n",
    " ",
    "1. ",
    "FINDING\n",
    "```\n",
    '{"a":',
    "line: `",
    "a: ",
  ];
  for (const seed of seeds) {
    const answer = `FINDING\nline: ${seed.repeat(Math.ceil(100_000 / seed.length))}x\nEND`;
    const startedAt = process.cpuUsage();
    parseFindings(answer, { finishReason: "stop" });
    parseVerdict(answer);
    // 0.1 s here; a quadratic pattern takes minutes.
    expect(process.cpuUsage(startedAt).user, JSON.stringify(seed)).toBeLessThan(3_000_000);
  }
});
