import { describe, expect, test } from "vitest";
import { parseFindings, renderFinding, renderFindings } from "../src/index.ts";
import type { DraftedFinding } from "../src/model.ts";

const finding: DraftedFinding = {
  path: "src/user.ts",
  quote: "const name = user.name.trim();",
  severity: "high",
  category: "correctness",
  title: "user may be null here",
  body: "loadUser returns null for a deleted account, and the request then fails with a TypeError.",
  suggestion: "const name = user?.name.trim() ?? '';",
  confidence: 0.8,
};

/** One finding out of an answer, or a failure that shows what was counted instead. */
function only(answer: string): DraftedFinding {
  const parsed = parseFindings(answer, { finishReason: "stop" });
  expect(parsed).toMatchObject({ findings: [expect.anything()] });
  return parsed.findings[0]!;
}

describe("the asked form", () => {
  test("is read back as it was written", () => {
    expect(parseFindings(renderFinding(finding))).toEqual({
      findings: [finding],
      isExplicitlyClean: false,
      rejected: {},
    });
  });

  test("keeps several findings apart, with code of several lines and fences in it", () => {
    const second = { ...finding, quote: "a();\n  b();", suggestion: "```md\nEND\n```", path: null };
    const answer = renderFindings([finding, second]);
    expect(parseFindings(answer).findings).toEqual([finding, second]);
  });

  test("NO FINDINGS is clean, and not a rejection", () => {
    expect(parseFindings("NO FINDINGS")).toEqual({
      findings: [],
      isExplicitlyClean: true,
      rejected: {},
    });
  });

  test.each([
    "No findings.",
    "**NO FINDINGS**",
    "LGTM!",
    "The change is small.\n\nNo issues found.",
  ])("%j is clean too", (answer) => {
    expect(parseFindings(answer).isExplicitlyClean).toBe(true);
  });
});

describe("what models make of the form", () => {
  test("an answer inside a fence with prose around", () => {
    const answer = `Sure! Here is my review:\n\`\`\`text\n${renderFinding(finding)}\n\`\`\`\nLet me know.`;
    expect(only(answer)).toEqual(finding);
  });

  test("reasoning in front", () => {
    expect(only(`<think>FINDING\nline: \`x\`\nEND</think>\n${renderFinding(finding)}`)).toEqual(
      finding,
    );
  });

  test("bold keys in bullets under a heading", () => {
    const answer = [
      "### Finding 1: user may be null here",
      "- **File:** `src/user.ts`",
      "- **Line**: `const name = user.name.trim();`",
      "- **Severity:** High",
      "- **Category**: Bug",
      "- **Description:** loadUser returns null.",
      "- **Suggested fix:** `const name = user?.name;`",
      "- **Confidence**: 80%",
    ].join("\n");
    expect(only(answer)).toEqual({
      path: "src/user.ts",
      quote: "const name = user.name.trim();",
      severity: "high",
      category: "correctness",
      title: "user may be null here",
      body: "loadUser returns null.",
      suggestion: "const name = user?.name;",
      confidence: 0.8,
    });
  });

  test("a numbered list without any header", () => {
    const answer = [
      "I found two problems:",
      "1. Missing null check",
      "   file: src/a.ts",
      "   line: `a.b()`",
      "   why: a may be null.",
      "2. Wrong order",
      "   file: src/b.ts",
      "   line: `sort(x)`",
      "   why: The list is not sorted.",
    ].join("\n");
    const { findings } = parseFindings(answer, { finishReason: "stop" });
    expect(findings.map(({ path, quote, title }) => [path, quote, title])).toEqual([
      ["src/a.ts", "a.b()", "Missing null check"],
      ["src/b.ts", "sort(x)", "Wrong order"],
    ]);
  });

  test("a missing END at the very end counts only when the model stopped by itself", () => {
    const open = renderFinding(finding).replace(/\nEND$/, "");
    expect(only(open)).toEqual(finding);
    expect(parseFindings(open, { finishReason: "length" })).toMatchObject({
      findings: [],
      rejected: { "cut off": 1 },
    });
  });

  test.each([
    ["12 + const name = user.name.trim();", "const name = user.name.trim();"],
    ["+    const name = user.name.trim();", "const name = user.name.trim();"],
    ["42: `const name = user.name.trim();`", "const name = user.name.trim();"],
    ["`` f`x` ``", "f`x`"],
    ["`const a = `x` + b;`", "const a = `x` + b;"],
    ["++count;", "++count;"],
  ])("the quote %j is the code alone", (line, quote) => {
    expect(only(renderFinding(finding).replace(/^line: .*$/m, () => `line: ${line}`)).quote).toBe(
      quote,
    );
  });

  test.each(["42", "L42", "lines 4-8", "`17`"])("the line number %j is no quote", (line) => {
    const parsed = parseFindings(renderFinding(finding).replace(/^line: .*$/m, `line: ${line}`));
    expect(parsed.findings).toEqual([]);
    expect(parsed.rejected).toEqual({ "line number instead of a quote": 1 });
  });

  test("a line number beside the quoted code is passed over", () => {
    const answer = renderFinding(finding).replace(/^line: .*$/m, "line: 42\ncode: `a.b()`");
    expect(only(answer).quote).toBe("a.b()");
  });

  test("a fix in words is no replacement code", () => {
    const answer = renderFinding({ ...finding, suggestion: null }).replace(
      "confidence",
      "fix: Check for null before calling trim().\nconfidence",
    );
    expect(only(answer).suggestion).toBeNull();
  });

  test("a fix in diff form gives its added lines", () => {
    const answer = renderFinding({ ...finding, suggestion: "-old();\n+  one();\n+  two();" });
    expect(only(answer).suggestion).toBe("  one();\n  two();");
  });

  test("a fence that is never closed gives no finding", () => {
    const answer = renderFinding(finding).replace(/```\nconfidence/, "confidence");
    expect(parseFindings(answer, { finishReason: "stop" })).toMatchObject({
      findings: [],
      rejected: { "code block not closed": 1 },
    });
  });
});

describe("JSON, when a model insists", () => {
  const json = {
    File: "src/user.ts",
    code: finding.quote,
    severity: "High",
    type: "bug",
    issue: finding.title,
    description: finding.body,
    suggested_fix: finding.suggestion,
    confidence: 0.8,
  };

  test.each([
    ["an array in a fence", `Here:\n\`\`\`json\n${JSON.stringify([json], null, 2)}\n\`\`\``],
    ["an object with a list", JSON.stringify({ findings: [json] })],
    ["one object", JSON.stringify(json)],
    ["JSON lines", `${JSON.stringify(json)}\n`],
    ["trailing commas", JSON.stringify([json]).replace("}]", ",},]")],
    ["prose with braces in front", `In {this} change:\n${JSON.stringify(json)}`],
  ])("%s", (_name, answer) => {
    expect(only(answer)).toEqual(finding);
  });

  test("raw line ends inside a string", () => {
    const answer = JSON.stringify({ ...json, description: "one@two" }).replace("@", "\n");
    expect(only(answer).body).toBe("one\ntwo");
  });

  test("a cut array keeps its whole objects", () => {
    const answer = JSON.stringify([json, { ...json, issue: "second" }]).slice(0, -20);
    expect(parseFindings(answer)).toMatchObject({
      findings: [finding],
      rejected: { "cut off": 1 },
    });
  });

  test.each(["[]", '{"findings": []}', "```json\n[]\n```"])("%j is clean", (answer) => {
    expect(parseFindings(answer).isExplicitlyClean).toBe(true);
  });

  test("an escaped control or bidirectional character does not survive", () => {
    expect(only(JSON.stringify({ ...json, issue: "a\u0000b\u202Ec\u200Bd" })).title).toBe("abcd");
  });
});

describe("garbage", () => {
  test.each([
    ["", "empty answer"],
    ["  \n", "empty answer"],
    ["The code looks fine to me overall, but consider more tests.", "no finding in the answer"],
    ["@@ -1,2 +1,2 @@\n-old\n+new", "diff echoed"],
    [" 12 + const a = 1;\n 13 + const b = 2;", "diff echoed"],
    ["FINDING\nfile: a.ts\ntitle: x\nEND", "no quote"],
    ["FINDING\nfile: a.ts\nline: `x`\nEND", "no title"],
  ])("%j gives no finding, counted as %s", (answer, reason) => {
    expect(parseFindings(answer)).toEqual({
      findings: [],
      isExplicitlyClean: false,
      rejected: { [reason]: 1 },
    });
  });
});

describe("limits", () => {
  test("20 findings of one answer, the rest is counted", () => {
    const parsed = parseFindings(renderFindings(Array.from({ length: 23 }, () => finding)));
    expect(parsed.findings).toHaveLength(20);
    expect(parsed.rejected).toEqual({ "over the limit of findings": 3 });
  });

  test("120 characters of title and 2,000 of body", () => {
    const long = only(
      renderFinding({ ...finding, title: "t".repeat(500), body: "b".repeat(9_000) }),
    );
    expect([long.title.length, long.body.length]).toEqual([120, 2_000]);
  });

  test("a replacement of more than 60 lines is left out, the finding stays", () => {
    const parsed = parseFindings(renderFinding({ ...finding, suggestion: "x\n".repeat(61) }));
    expect(parsed.findings).toEqual([{ ...finding, suggestion: null }]);
    expect(parsed.rejected).toEqual({ "suggestion too long": 1 });
  });

  test("an endless answer is read up to its limit", () => {
    const parsed = parseFindings(`${renderFinding(finding)}\n${"x".repeat(200_000)}`);
    expect(parsed.findings).toEqual([finding]);
    expect(parsed.rejected).toEqual({ "answer too long": 1 });
  });
});
