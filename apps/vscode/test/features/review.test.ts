import { describe, expect, test } from "vitest";
import { lineReplacements } from "../../src/features/patches/line-edits.ts";
import { codeOf, messageOf, summaryOf } from "../../src/features/review/finding-words.ts";
import {
  followEdits,
  followText,
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

  test.each<[string, string, number | null]>([
    ["as it is", text, 2],
    ["with lines above it", `# a\n# b\n${text}`, 4],
    ["without a line above it", text.slice(1), 1],
    ["with other line ends", text.replaceAll("\n", "\r\n"), 2],
    ["with other line ends and a line", `# a\n${text}`.replaceAll("\n", "\r\n"), 3],
    ["with its line changed", text.replace("eval(x)", "x"), null],
    ["without its line", text.replace("    return eval(x)\n", ""), null],
  ])("in another text of the file, %s", (_, now, line) => {
    expect(followText([tracked], text, now).map(({ span }) => span.startLine)).toEqual(
      line === null ? [] : [line],
    );
  });

  test("at the end of a file without a last newline stays where lines come below it", () => {
    const bare = text.trimEnd();
    const [below] = followText([trackFinding(finding, bare)!], bare, `${bare}\n\nf(1)`);
    expect(below?.span).toEqual({ startLine: 2, endLine: 2 });
    expect(below?.edit?.text).toBe("    return float(x)\n");
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

test("a remark of the pull request says so", () => {
  const pull_request = { number: 12, url: "https://github.com/acme/shop/pull/12" };
  expect(messageOf({ ...finding, body: "", pull_request })).toBe(
    "eval runs what is sent\n\nSaid on pull request #12, and open there.",
  );
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
    already_said: [],
    left_out: [],
    problems: [],
    expert: { state: "used", model: "m", reason: null },
  };
  const secret = { path: ".env", reason: "may hold secrets" };
  const big = { path: "big.json", reason: "larger than 1000000 characters" };
  const said = { pull_request: { number: 12, url: "https://github.com/acme/shop/pull/12" } };
  test.each<[string, Partial<ReviewAnswer>, number, ReviewAnswer["left_out"], number?]>([
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
    ["1 remark in 2 files; 2 more open on pull request #12.", {}, 1, [], 2],
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
  ])("%s", (words, change, fresh, leftOut, open = 0) => {
    const shown = [...Array(fresh).fill({}), ...Array(open).fill(said)];
    expect(summaryOf({ ...answer, ...change }, shown, leftOut)).toBe(words);
  });
});
