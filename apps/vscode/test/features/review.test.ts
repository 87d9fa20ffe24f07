import { describe, expect, test } from "vitest";
import { lineReplacements } from "../../src/features/patches/line-edits.ts";
import { codeOf, messageOf, summaryOf } from "../../src/features/review/finding-words.ts";
import {
  followEdits,
  lineInNewText,
  stillStanding,
  trackFinding,
} from "../../src/features/review/tracked-findings.ts";
import type { ReviewAnswer, ReviewFinding } from "../../src/features/shared/answers.ts";

const finding: ReviewFinding = {
  fingerprint: "f",
  path: "a.py",
  side: "RIGHT",
  start_line: 3,
  line: 3,
  severity: "high",
  category: "security",
  title: "eval runs what is sent",
  body: "Parse it with `float` as a **number**.",
  source: "rule:python-eval",
  edit: { start_line: 3, end_line: 3, text: "    return float(x)\n" },
};
const text = "\ndef f(x):\n    return eval(x)\n\n";
const tracked = trackFinding(finding, text)!;
const insert = (line: number, character: number, inserted: string) => ({
  startLine: line,
  startCharacter: character,
  endLine: line,
  endCharacter: character,
  text: inserted,
});

describe("a finding while one types", () => {
  test("follows its lines, and its suggestion with it", () => {
    const [moved] = followEdits([tracked], [insert(0, 0, "# one\n# two\n")]);
    expect(moved?.span).toEqual({ startLine: 4, endLine: 4 });
    expect(moved?.edit?.span).toEqual({ startLine: 4, endLine: 4 });
  });

  test("goes when its line changes, also by the suggestion itself", () => {
    expect(followEdits([tracked], [insert(2, 11, "safe_")])).toEqual([]);
    const applied = { ...insert(2, 0, "    return float(x)\n"), endLine: 3 };
    expect(followEdits([tracked], [applied])).toEqual([]);
  });

  test("keeps standing without its suggestion, when only the lines of that change", () => {
    const wide = trackFinding(
      { ...finding, edit: { start_line: 2, end_line: 3, text: "x\n" } },
      text,
    )!;
    const [left] = followEdits([wide], [insert(1, 5, "g")]);
    expect(left?.span).toEqual({ startLine: 2, endLine: 2 });
    expect(left?.edit).toBeNull();
  });

  test("stands in a text only where its lines are", () => {
    expect(stillStanding([tracked], text)).toEqual([tracked]);
    expect(stillStanding([tracked], text.replaceAll("\n", "\r\n"))).toEqual([tracked]);
    expect(stillStanding([tracked], `# moved\n${text}`)).toEqual([]);
  });

  test("is not shown on lines that the file does not have", () => {
    expect(trackFinding({ ...finding, start_line: 99, line: 99 }, text)).toBeNull();
  });
});

test.each([
  [1, 1],
  [2, 2],
  [3, 2],
  [4, 2],
  [5, 3],
])("line %i before is shown at line %i after two lines went and one changed", (before, after) => {
  const replacements = lineReplacements("a\nb\nc\nd\ne\n", "a\nB\ne\n");
  expect(lineInNewText(before, replacements)).toBe(after);
});

test("a problem is told in plain words, with its rule", () => {
  expect(messageOf(finding)).toBe("eval runs what is sent\nParse it with `float` as a number.");
  expect(codeOf(finding)).toBe("python-eval");
  expect(codeOf({ ...finding, source: "expert" })).toBe("security");
});

describe("what is said when a review is done", () => {
  const answer: ReviewAnswer = {
    id: "r",
    findings: [],
    files_reviewed: ["a.py", "b.py"],
    left_out: [],
    problems: [],
    expert: { state: "used", model: "m", reason: null },
  };
  const secret = { path: ".env", reason: "may hold secrets" };
  const big = { path: "big.json", reason: "larger than 1000000 characters" };
  test.each<[string, Partial<ReviewAnswer>, number, ReviewAnswer["left_out"]]>([
    ["nothing to remark in 2 files.", {}, 0, []],
    [
      "3 remarks in 1 file; not read: .env (may hold secrets).",
      { files_reviewed: ["a.py"] },
      3,
      [secret],
    ],
    [
      "nothing to remark in 2 files; not read: .env (may hold secrets), big.json (larger than 1000000 characters) and 2 more.",
      {},
      0,
      [secret, big, secret, big],
    ],
    [
      "1 remark in 2 files; by rules only, as no expert is configured.",
      { expert: { state: "not_configured", model: null, reason: null } },
      1,
      [],
    ],
    [
      "1 remark in 2 files; by rules only: it did not answer.",
      { expert: { state: "unavailable", model: null, reason: "it did not answer" } },
      1,
      [],
    ],
  ])("%s", (words, change, shown, leftOut) => {
    expect(summaryOf({ ...answer, ...change }, shown, leftOut)).toBe(words);
  });
});
