import { describe, expect, test } from "vitest";
import {
  type CheckRunInput,
  renderAnnotations,
  renderCheckSummary,
} from "../src/render/render-check-run.ts";
import {
  renderComment,
  renderFixedComment,
  renderOpenComment,
  renderSwitchedOffComment,
} from "../src/render/render-comment.ts";
import { renderDrafts } from "../src/render/render-drafts.ts";
import { renderHeadline, renderSummary, type SummaryInput } from "../src/render/render-summary.ts";
import {
  renderSummaryComment,
  type StandingLine,
  type SummaryCommentInput,
} from "../src/render/render-summary-comment.ts";
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

  test.each([
    ["keeps tabs and blank lines", "\tif (a) {\n\n\t}", "\tif (a) {\n\n\t}"],
    ["has the line ends that GitHub turns into the file's own", "a;\r\nb;", "a;\nb;"],
    ["shows what is committed: nothing invisible", "a\u202e;\u200b // \u2066b", "a; // b"],
  ])("a suggestion %s", (_name, suggestion, shown) => {
    expect(renderComment(finding({ suggestion }))).toContain(`\`\`\`suggestion\n${shown}\n\`\`\``);
  });

  test.each([
    ["holds a credential", 'key = "ghp_16C7e42F292c6912E7710c838347Ae178B4a"'],
    ["has a line that bots take for a command", "a\n/merge now"],
    ["is longer than anybody checks by eye", "a;\n".repeat(5_000)],
  ])("no suggestion where it %s", (_name, suggestion) => {
    expect(renderComment(finding({ suggestion }))).not.toContain("suggestion\n");
  });

  test("says that it is fixed, once, and takes it back", () => {
    const comment = renderComment(finding());
    const fixed = renderFixedComment(comment, "abcdef0123456789");
    expect(fixed).toBe(`Fixed in abcdef012345.\n\n${comment}`);
    expect(renderFixedComment(fixed, "abcdef0123456789")).toBe(fixed);
    expect(renderOpenComment(fixed)).toBe(comment);
    expect(renderOpenComment(comment)).toBe(comment);
    const off = renderSwitchedOffComment(fixed);
    expect(off).toBe(`No longer reported: the rule is switched off.\n\n${comment}`);
    expect(renderSwitchedOffComment(off)).toBe(off);
    expect(renderOpenComment(off)).toBe(comment);
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
  expect(renderHeadline(later)).toBe("no new findings, 1 still stands, 2 of 2 files reviewed");
  expect(renderSummary(later)).toContain("**DevFlow: no new findings, 1 still stands**");
  expect(renderSummary(later)).toContain("is not said again");
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
      - \`we ird <b>.ts\`: too large

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
    expect(text).toContain("and 4,990 more files");
  });
});

test("renderHeadline says in one line when only rules were used", () => {
  expect(renderHeadline({ ...read, findings: [], expert: { state: "not_configured" } })).toBe(
    "no findings, 2 of 2 files reviewed, rules only",
  );
});

const facts = {
  version: "0.1.0",
  durationMs: 34_200,
  tokens: { prompt: 12_000, completion: 345 },
};

const line = (more: Partial<StandingLine> = {}): StandingLine => ({
  severity: "high",
  title: "`total` is divided by zero",
  path: "src/cart.ts",
  line: 12,
  url: "https://github.com/acme/shop/pull/1#discussion_r5",
  ...more,
});

describe("renderSummaryComment", () => {
  const summary: SummaryCommentInput = {
    ...read,
    ...facts,
    standing: [line({ severity: "low", url: null }), line({ severity: "critical" })],
    settled: { fixed: 2, dismissed: 0, resolved: 1 },
  };

  test("counts what stands and names each in a line, the worst first", () => {
    expect(renderSummaryComment(summary)).toMatchInlineSnapshot(`
      "**DevFlow: 2 remarks stand (1 critical, 1 low)** as of \`0123456\`; 2 fixed, 1 resolved.

      - **critical** [\`src/cart.ts:12\`](https://github.com/acme/shop/pull/1#discussion_r5) \`total\` is divided by zero
      - **low** \`src/cart.ts:12\` \`total\` is divided by zero

      All 2 changed files reviewed.

      <sub>\`devflow-13b\` · DevFlow 0.1.0 · 34 s · 12,345 tokens</sub>"
    `);
  });

  test("says that nothing stands any more", () => {
    const text = renderSummaryComment({ ...summary, standing: [] });
    expect(text).toMatch(
      /^\*\*DevFlow: nothing stands\*\* as of `0123456`; 2 fixed, 1 resolved\.\n/,
    );
  });

  test("stays within what GitHub takes, whatever was found, and says what it leaves out", () => {
    const long = "*_`<@".repeat(200);
    const url = `https://github.com/${"a".repeat(200)}`;
    const standing = Array.from({ length: 500 }, () => line({ title: long, path: long, url }));
    const filesLeftOut = Array.from({ length: 500 }, () => ({
      path: long,
      reason: long,
      kind: "missed" as const,
    }));
    const text = renderSummaryComment({ ...summary, standing, filesLeftOut });
    expect(text.length).toBeLessThan(60_000);
    expect(text).toContain("and 460 more");
    expect(text).toContain("and 490 more files");
  });
});

describe("the check run", () => {
  const check: CheckRunInput = {
    ...read,
    ...facts,
    lines: [line()],
    dropped: { "no such line": 3, "second look": 0 },
  };

  test("tells what stands, what was dropped and what it took", () => {
    expect(renderCheckSummary(check)).toMatchInlineSnapshot(`
      "**DevFlow: 3 findings (2 high, 1 low)** in \`0123456\`.

      All 2 changed files reviewed.

      Expert: \`devflow-13b\`.

      - **high** [\`src/cart.ts:12\`](https://github.com/acme/shop/pull/1#discussion_r5) \`total\` is divided by zero

      <details><summary>Dropped before anything was said</summary>

      - 3 × \`no such line\`

      </details>

      <sub>\`devflow-13b\` · DevFlow 0.1.0 · 34 s · 12,345 tokens</sub>"
    `);
  });

  test.each([
    ["filter=prior", "filtered by general assumptions"],
    ["filter=trained", "filtered by what became of earlier ones"],
    ["filter=off", "not filtered"],
  ])("says on what the filter ran, and counts it as no drop: %s", (key, words) => {
    const text = renderCheckSummary({ ...check, dropped: { [key]: 1 } });
    expect(text).toContain(words);
    expect(text).not.toContain("Dropped");
  });

  test("stays within what GitHub takes, whatever was found", () => {
    const long = "*_`<@".repeat(1_000);
    const many = Array.from({ length: 300 }, () => line({ title: long, path: long }));
    const dropped = Object.fromEntries(many.map((_each, index) => [`${index} ${long}`, 1]));
    expect(renderCheckSummary({ ...check, lines: many, dropped }).length).toBeLessThan(65_535);
    const drafts = Array.from({ length: 100 }, (_each, index) => ({
      number: index + 1,
      finding: finding({ title: long, body: long, path: long }),
    }));
    const text = renderDrafts(drafts, { expert: { state: "not_configured" } });
    expect(text.length).toBeLessThan(65_535);
    expect(text).toMatch(/\d+ more drafts did not fit here\.$/);
  });

  test("a draft without its expert says so, and how it is asked again", () => {
    const expert = {
      ...{ state: "unavailable" as const, reason: "timeout", hunksNotReviewed: 0 },
      identity: { url: "http://localhost", model: "small" },
    };
    const text = renderDrafts([], { expert, stillCounting: 2 });
    expect(text).toMatch(/`small` was unavailable .* asked again for a day.*further numbers/);
    expect(text).toContain("2 remarks were resolved by the author");
    const whole = renderDrafts([], { expert: { state: "used", identity: expert.identity } });
    expect(whole).not.toContain("asked again");
  });

  test("annotates lines of the head by severity, as plain text", () => {
    const annotations = renderAnnotations([
      finding({ severity: "critical", title: "a\u202eb\nc" }),
      finding({ severity: "low", body: "" }),
      finding({ side: "LEFT" }),
    ]);
    expect(annotations.map((each) => each.level)).toEqual(["failure", "notice"]);
    expect(annotations[0]?.title).toBe("critical: ab c");
    expect(annotations[1]?.message).not.toBe("");
  });
});
