import { parseFindings } from "@devflow/expert";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  Cap,
  type CommentSettings,
  exampleOfComment,
  type PersonComment,
} from "../../src/index.ts";
import { comment, hunk, pull, settings } from "./builders.ts";

const fresh = (most = 9) => ({ said: new Set<number>(), perAuthor: new Cap(most) });
const teach = (changes: Partial<PersonComment> = {}, more: Partial<CommentSettings> = {}) =>
  exampleOfComment({ ...comment, ...changes }, pull, { ...settings, ...more }, fresh());

async function answerOf(changes: Partial<PersonComment> = {}, more: Partial<CommentSettings> = {}) {
  const example = await teach(changes, more);
  if (!("method" in example)) throw new Error(`${example.filter}: ${example.reason}`);
  const [finding] = parseFindings(example.completion, { finishReason: "stop" }).findings;
  return { example, finding: finding! };
}

describe("a comment that led to a change", () => {
  test("is the answer to the prompt about its hunk", async () => {
    const { example, finding } = await answerOf();
    expect(example).toMatchObject({
      ...{ method: "sft", expert: "review", decidedBy: "human_comment_led_to_change" },
      provenance: {
        ...{ repository: "acme/shop", pullNumber: 7, commitSha: "c0ffee", path: "src/cart.ts" },
        ...{ language: "typescript", author: "kim", origin: "human_comment", model: null },
      },
    });
    expect(example.prompt.user).toContain("title: Add the average\nFor the page.");
    expect(example.prompt.user).toContain("13 +    return sum / this.items.length;");
    expect(example.completion).toMatchInlineSnapshot(`
      "FINDING
      file: src/cart.ts
      line: \`return sum / this.items.length;\`
      severity: medium
      category: correctness
      title: Please handle the empty cart, this gives \`NaN\`
      why: Please handle the empty cart, this gives \`NaN\`. The page shows it.
      confidence: 0.9
      END"
    `);
    expect(finding.quote).toBe("return sum / this.items.length;");
  });

  test("brings its suggestion with all the lines that it replaces", async () => {
    const body = "Guard it.\n```suggestion\n    const sum = 0;\n    return sum;\n```\n";
    const { finding } = await answerOf({ body, startLine: 12 });
    expect(finding).toMatchObject({
      quote: expect.stringMatching(/^const sum[^\n]*\n\s*return sum/),
      suggestion: "    const sum = 0;\n    return sum;",
      title: "Guard it",
    });
  });

  test("may be a suggestion alone", async () => {
    const { finding } = await answerOf({ body: "```suggestion\n    return 1;\n```" });
    expect(finding).toMatchObject({
      suggestion: "    return 1;",
      body: "Take the suggested code.",
    });
  });

  test("gets severity and topic from an expert who was asked, or is refused by it", async () => {
    const grave = { isValid: true, severity: "critical", category: "security" } as const;
    const { finding } = await answerOf({}, { judge: async () => grave });
    expect(finding).toMatchObject({ severity: "critical", category: "security" });
    expect((await answerOf({}, { judge: async () => null })).finding.severity).toBe("medium");
    expect(await teach({}, { judge: async () => ({ isValid: false }) })).toEqual({
      filter: "expert",
      reason: "noise in the expert's opinion",
    });
  });

  test.each([
    ["@mia please close it.", "please close it."],
    ["@mia, @lou could you close it?", "could you close it?"],
    ["@Override is missing, please add it.", "@Override is missing, please add it."],
  ])("%j is not about whom it speaks to", async (body, said) => {
    expect((await answerOf({ body })).finding.body).toBe(said);
  });

  test("has the same id each time, and another than any other comment", async () => {
    const ids = await Promise.all([teach(), teach(), teach({ id: 2 })]);
    const [one, again, other] = ids.map((each) => "method" in each && each.id);
    expect(one).toBe(again);
    expect(other).not.toBe(one);
  });
});

describe("what cannot be an answer", () => {
  test.each([
    [{ side: "LEFT", startLine: 11, line: 11 }, "not on an added line"],
    [{ startLine: 10, line: 10 }, "not on an added line"],
    [{ startLine: 99, line: 99 }, "its line is not shown"],
    [{ hunk: "" }, "its hunk cannot be read"],
    [{ hunk: "Binary files differ" }, "its hunk cannot be read"],
    [{ startLine: 14, line: 14, hunk: `${hunk}\n+  }\n+  }` }, null],
  ] as const)("%j: %s", async (changes, reason) => {
    const taught = await teach(changes);
    expect("reason" in taught ? taught.reason : null).toBe(reason);
  });

  test("is a comment that was made before about the same code, up to case and punctuation", async () => {
    const seen = fresh();
    const say = (id: number, body: string) =>
      exampleOfComment({ ...comment, id, body }, pull, settings, seen);
    expect(await say(1, "Please handle the empty cart!")).toHaveProperty("method", "sft");
    expect(await say(2, "please handle the empty cart")).toEqual({
      filter: "duplicates",
      reason: "said before about the same code",
    });
    expect(await say(3, "Please handle the full cart.")).toHaveProperty("method", "sft");
  });

  test("is one more of a person who wrote too many", async () => {
    const seen = fresh(1);
    await exampleOfComment(comment, pull, settings, seen);
    const other = { ...comment, id: 2, body: "Please close the file as well." };
    expect(await exampleOfComment(other, pull, settings, seen)).toEqual({
      filter: "caps",
      reason: "over the cap of its author",
    });
  });
});

describe("whatever was written", () => {
  const line = fc.tuple(
    fc.constantFrom("+", "-", " ", "+", "+"),
    fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.constantFrom("}", "", "END", "FINDING", "a = `b`;", "```"),
    ),
  );
  const words = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 120 }),
    fc.constantFrom(
      ...["END", "FINDING", "fix:\nno", "severity: low", "`", "```suggestion\nx\n```", "a: b"],
      ...["title: x", "NO FINDINGS", "<|im_end|>", "<<<DATA", "1. first\n2. second", "| a | b |"],
    ),
  );

  test("the parser of answers gives the finding back, on the commented lines", async () => {
    let taught = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1, maxLength: 12 }),
        fc.array(words, { minLength: 1, maxLength: 4 }),
        fc.nat(12),
        async (lines, texts, at) => {
          const safe = lines.map(([mark, text]) => `${mark}${text.replace(/[\r\n]/g, " ")}`);
          const shown = `@@ -5,40 +5,40 @@\n${safe.join("\n")}`;
          const body = `Please fix this. ${texts.join(" ")}`;
          const on = { startLine: 5 + at, line: 5 + at, hunk: shown, body };
          const example = await teach(on);
          if (!("method" in example)) return;
          taught += 1;
          const read = parseFindings(example.completion, { finishReason: "stop" });
          expect(read.findings).toHaveLength(1);
          expect(read.rejected).toEqual({});
          const quoted = read.findings[0]!.quote.split("\n").map((each) => each.trim());
          const added = safe.map((each) => each.slice(1));
          for (const each of quoted) {
            expect(added.some((text) => text.includes(each) || each === "")).toBe(true);
          }
        },
      ),
      { numRuns: 300 },
    );
    expect(taught).toBeGreaterThan(40);
  });
});
