import { describe, expect, test } from "vitest";
import { renderComment } from "../src/render/render-comment.ts";
import { renderHeadline, renderSummary, type SummaryInput } from "../src/render/render-summary.ts";
import { finding } from "./builders.ts";

describe("renderComment", () => {
  test("shows title, body, suggestion and where it comes from", () => {
    const text = renderComment(
      finding({
        title: "`total` is divided by zero when the list is empty",
        body: "`items.length` is 0 for a new cart, so this gives `NaN`.",
        suggestion: "  return items.length === 0 ? 0 : total / items.length;",
        source: "rule:no-nan",
      }),
    );
    expect(text).toMatchInlineSnapshot(`
      "**\`total\` is divided by zero when the list is empty**

      \`items.length\` is 0 for a new cart, so this gives \`NaN\`.

      \`\`\`suggestion
        return items.length === 0 ? 0 : total / items.length;
      \`\`\`

      <sub>high · correctness · \`rule:no-nan\`</sub>"
    `);
  });

  test("an empty suggestion removes the lines", () => {
    expect(renderComment(finding({ suggestion: "" }))).toContain("```suggestion\n```");
  });

  test("a suggestion cannot close its own block", () => {
    const text = renderComment(finding({ suggestion: "a\n````\n<img src=x>" }));
    expect(text).toContain("`````suggestion\na\n````\n<img src=x>\n`````");
  });
});

const read: SummaryInput = {
  headSha: "0123456789abcdef",
  expert: { state: "used", identity: { url: "http://e/v1", model: "devflow-13b" } },
  filesReviewed: ["a.ts", "b.ts"],
  filesLeftOut: [],
  findings: [{ severity: "high" }, { severity: "low" }, { severity: "high" }],
};

test("findings that stand without a new comment are told, not left out", () => {
  const later: SummaryInput = { ...read, findings: [], standing: [{ severity: "high" }] };
  expect(renderHeadline(later)).toBe("no new findings, 1 more stand, 2 of 2 files reviewed");
  expect(renderSummary(later)).toContain("**DevFlow: no new findings, 1 more stand**");
  expect(renderSummary(later)).toContain("were said before on this pull request");
});

describe("renderSummary", () => {
  test("says what was found and read", () => {
    expect(renderSummary(read)).toMatchInlineSnapshot(`
      "**DevFlow: 3 findings (2 high, 1 low)** in \`0123456\`.

      All 2 changed files reviewed.

      Expert: \`devflow-13b\`."
    `);
  });

  test("names what was not reviewed, and that the expert was away", () => {
    const partly: SummaryInput = {
      ...read,
      findings: [],
      expert: {
        state: "unavailable",
        identity: { url: "u", model: "m" },
        reason: "HTTP 500",
        hunksNotReviewed: 3,
      },
      filesLeftOut: [
        { path: "logo.png", reason: "binary file", kind: "out_of_scope" },
        { path: "we`ird <b>.ts", reason: "too large", kind: "missed" },
      ],
    };
    expect(renderSummary(partly)).toMatchInlineSnapshot(`
      "**DevFlow: no findings** in \`0123456\`.

      2 of 4 changed files reviewed.

      The expert \`m\` was unavailable (HTTP 500): what it did not see was checked by rules and the secret scan only.

      <details><summary>Not reviewed</summary>

      - \`logo.png\`: binary file
      - \`we ird b .ts\`: too large

      </details>"
    `);
  });

  test("a change of 5,000 files names ten and counts the rest", () => {
    const filesLeftOut = Array.from({ length: 5000 }, (_, index) => ({
      path: `f${index}.ts`,
      reason: "over the budget",
      kind: "missed" as const,
    }));
    const text = renderSummary({ ...read, filesLeftOut });
    expect(text.length).toBeLessThan(1_000);
    expect(text).toContain("and 4990 more files");
  });
});

test("renderHeadline says in one line when only rules were used", () => {
  expect(renderHeadline({ ...read, findings: [], expert: { state: "not_configured" } })).toBe(
    "no findings, 2 of 2 files reviewed, rules only",
  );
});
