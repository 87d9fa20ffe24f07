import { defaultExpertSettings } from "@devflow/config";
import { type FileDiff, parseUnifiedDiff } from "@devflow/diff";
import { createExpert } from "@devflow/expert";
import { createLogger } from "@devflow/logging";
import { loadRules } from "@devflow/syntax";
import {
  type AnswerFunction,
  clean,
  findings,
  garbage,
  type ModelRequest,
  startModelServer,
  status,
  verdict,
} from "@devflow/testkit/model-server";
import { describe, expect, test } from "vitest";
import { gatherContext } from "../src/context/gather-context.ts";
import type { ReviewPolicy, ReviewResult } from "../src/model.ts";
import { ReviewBounds } from "../src/review-bounds.ts";
import { type ReviewRequest, reviewChange } from "../src/review-change.ts";
import { addedFile, changeOf, defaultPolicy } from "./builders.ts";

const rules = await loadRules(new URL("../../../rules", import.meta.url).pathname);
const logger = createLogger({ level: "silent" });

const text = `export function average(items: number[]): number {
  const total = items.reduce((sum, item) => sum + item, 0);
  return total / items.length;
}
`;
const byZero = {
  quote: "return total / items.length;",
  severity: "high" as const,
  title: "Division by zero for an empty cart",
  body: "items.length is 0 for a new cart, so the average is NaN.",
};

interface Setup {
  draft: AnswerFunction;
  policy?: Partial<ReviewPolicy>;
  files?: FileDiff[];
  cost?: ReviewRequest["cost"];
  /** Of every file at head. */
  headText?: string;
}

async function review({ draft, policy, files, cost, headText = text }: Setup) {
  await using server = await startModelServer({
    script: (request) => (request.purpose === "draft" ? draft(request) : verdict("keep")),
  });
  const settings = { ...defaultExpertSettings(server.url, "scripted"), retries: 0 };
  const change = changeOf(files ?? [addedFile("src/cart.ts", text)], { title: "Add the average" });
  const result: ReviewResult = await reviewChange(
    { change, policy: { ...defaultPolicy, ...policy }, history: {}, rules, ...(cost && { cost }) },
    {
      readFile: async (side) => (side === "head" ? headText : null),
      index: null,
      expert: createExpert(settings, logger),
    },
  );
  return { result, drafts: server.requests.filter(({ purpose }) => purpose === "draft") };
}

/** Answers by the number of the draft request. */
const inTurn =
  (...answers: ReturnType<AnswerFunction>[]): AnswerFunction =>
  () =>
    answers.shift() ?? clean();

/** A file with `count` small hunks far from each other. */
function scattered(path: string, count: number): FileDiff {
  const hunks = Array.from({ length: count }, (_, index) => {
    const line = index * 20 + 1;
    return `@@ -${line},1 +${line + index},2 @@\n const kept${index} = ${index};\n+const added${index} = compute(${index});`;
  });
  return parseUnifiedDiff(
    `diff --git a/${path} b/${path}\nindex 1111111..2222222 100644\n--- a/${path}\n+++ b/${path}\n${hunks.join("\n")}\n`,
  )[0]!;
}

describe("several passes", () => {
  test("what half of them say stands with its votes, however it is worded", async () => {
    const other = { ...byZero, title: "Empty cart divides by zero, the average is NaN" };
    const { result, drafts } = await review({
      draft: inTurn(findings([byZero]), clean(), findings([other])),
      policy: { passes: 3 },
    });
    expect(drafts).toHaveLength(3);
    expect(result.findings).toMatchObject([{ line: 3, votes: 2, passes: 3 }]);
  });

  test("what fewer say is held and counted out", async () => {
    const { result } = await review({
      draft: inTurn(findings([byZero]), clean(), clean()),
      policy: { passes: 3 },
    });
    expect(result.findings).toEqual([]);
    expect(result.held).toMatchObject([{ line: 3, reason: "only 1 of 3 passes said it" }]);
  });

  test("a pass that failed or made no sense is no vote against", async () => {
    const { result } = await review({
      draft: inTurn(findings([byZero]), status(400), garbage()),
      policy: { passes: 3 },
    });
    expect(result.findings).toMatchObject([{ votes: 1, passes: 1 }]);
    expect(result.filesReviewed).toEqual(["src/cart.ts"]);
  });

  test("show the hunks in other orders, the first one in the file's own, the same every time", async () => {
    const ask = async () => {
      const { drafts } = await review({
        draft: clean,
        policy: { passes: 3 },
        files: [scattered("src/many.ts", 8)],
      });
      return drafts.map(orderOf).sort();
    };
    const [first, again] = [await ask(), await ask()];
    expect(first).toEqual(again);
    expect(new Set(first).size).toBe(3);
    expect(first).toContain("0,1,2,3,4,5,6,7");
  });

  test("are asked above temperature 0, the first as the settings say", async () => {
    const { drafts } = await review({ draft: clean, policy: { passes: 2 } });
    expect(drafts.map(({ temperature }) => temperature)).toEqual([0.2, 0.4]);
  });
});

function orderOf({ user }: ModelRequest): string {
  return [...user.matchAll(/const added(\d+) =/g)].map(([, number]) => number).join();
}

describe("the bounds of one review", () => {
  const manyFiles = (count: number) =>
    Array.from({ length: count }, (_, index) => addedFile(`src/file-${index}.ts`, text));

  test("beyond its tokens no call is begun, and what was not read is named", async () => {
    const { result, drafts } = await review({
      draft: clean,
      files: manyFiles(12),
      cost: { tokens: 10_000 },
    });
    expect(drafts.length).toBeGreaterThan(2);
    expect(drafts.length).toBeLessThan(12);
    expect(result.filesReviewed).toHaveLength(drafts.length);
    expect(result.filesLeftOut).toHaveLength(12 - drafts.length);
    for (const { reason } of result.filesLeftOut) expect(reason).toBe("over the token limit");
    expect(result.expert.state).toBe("used");
  });

  test("an answer is not waited for beyond the time", async () => {
    const { result } = await review({
      draft: () => ({ kind: "hang" }),
      files: manyFiles(2),
      cost: { timeMs: 300 },
    });
    expect(result.filesReviewed).toEqual([]);
    expect(result.filesLeftOut.map(({ reason }) => reason)).toEqual([
      "over the time limit",
      "over the time limit",
    ]);
    expect(result.expert.state).toBe("used");
  });

  test("a bound costs votes before it costs reading", async () => {
    const { result, drafts } = await review({
      draft: clean,
      files: manyFiles(4),
      policy: { passes: 4 },
      cost: { tokens: 12_000 },
    });
    expect(drafts.length).toBeLessThan(16);
    expect(result.filesReviewed).toHaveLength(4);
  });
});

describe("tokens that are reserved", () => {
  test("and come back are waited for, in the order of asking", async () => {
    const bounds = new ReviewBounds({ tokens: 1_000 });
    expect(await bounds.reserve(900)).toBe(null);
    const order: string[] = [];
    const large = bounds.reserve(800).then((reached) => order.push(`large ${reached}`));
    const small = bounds.reserve(50).then((reached) => order.push(`small ${reached}`));
    bounds.settle(900, 100);
    await Promise.all([large, small]);
    expect(order).toEqual(["large null", "small null"]);
    const next = bounds.reserve(400);
    bounds.settle(800, 700);
    expect(await next).toBe("over the token limit");
  });

  test("and do not come back are waited for until the time is up, or the review is cancelled", async () => {
    const bounds = new ReviewBounds({ tokens: 1_000, timeMs: 50 });
    expect(await bounds.reserve(900)).toBe(null);
    expect(await bounds.reserve(800)).toBe("over the time limit");
    const patient = new ReviewBounds({ tokens: 1_000 });
    expect(await patient.reserve(900)).toBe(null);
    const controller = new AbortController();
    const cancelled = patient.reserve(800, "other", controller.signal);
    controller.abort(new Error("no longer wanted"));
    await expect(cancelled).rejects.toThrow("no longer wanted");
  });

  test("as the longest answers keep no call from its turn when the answers are short", async () => {
    const { result, drafts } = await review({
      draft: clean,
      files: Array.from({ length: 6 }, (_, index) => addedFile(`src/file-${index}.ts`, text)),
      cost: { tokens: 12_000 },
    });
    expect(drafts).toHaveLength(6);
    expect(result.filesLeftOut).toEqual([]);
  });
});

describe("gathering context", () => {
  test("may take half of the time that drafting has left", () => {
    let now = 0;
    const bounds = new ReviewBounds({ timeMs: 1_000 }, () => now);
    now = 150;
    const isTimeUp = bounds.beginGathering();
    now = 449;
    expect(isTimeUp()).toBe(false);
    now = 450;
    expect(isTimeUp()).toBe(true);
  });

  test.each([0, 1, 30, 60, 90])(
    "that is out of time after %d counts leaves out the rest by name",
    async (counts) => {
      let counted = 0;
      const names = Array.from({ length: 40 }, (_, index) => `src/file-${index}.ts`);
      const files = names.map((path) => addedFile(path, text));
      const change = { repository: "acme/shop", baseSha: "b", headSha: "a", title: "", files };
      const { groups, leftOut } = await gatherContext({
        change: { ...change, description: "", unreadable: [] },
        files,
        texts: { head: async () => text, base: async () => null },
        policy: defaultPolicy,
        ports: { readFile: async () => text, index: null, expert: null },
        budget: {
          countTokens: async () => ++counted,
          fits: async () => ++counted > 0,
          wordsFor: async () => ({ description: "", instructions: "" }),
          ...{ hunkTokens: 500, contextTokens: 100, factTokens: 10, conventionTokens: 10 },
          frameTokens: 1,
        },
        isTimeUp: () => counted >= counts,
        factsOf: async () => new Map(),
      });
      const late = leftOut.filter(({ reason }) => reason === "over the time limit");
      const named = [...groups.map(({ file }) => file.path), ...late.map(({ path }) => path)];
      expect(named.toSorted()).toEqual(names.toSorted());
      expect(counted).toBeLessThan(counts + 20);
    },
  );
});

describe("drafting leaves room for the second look", () => {
  const files = Array.from({ length: 12 }, (_, index) => addedFile(`src/file-${index}.ts`, text));

  test("of the tokens: a quarter is left when no draft may begin any more", async () => {
    const bounds = new ReviewBounds({ tokens: 1_000 });
    expect(await bounds.reserve(700, "draft")).toBe(null);
    bounds.settle(700, 700);
    expect(await bounds.reserve(100, "draft")).toBe("over the token limit");
    expect(await bounds.reserve(250)).toBe(null);
    bounds.settle(250, 250);
    expect(await bounds.reserve(100)).toBe("over the token limit");
  });

  test("of the time: an answer that does not come costs its own hunks only", async () => {
    const { result } = await review({
      draft: ({ user }) => (user.includes("file-0.ts") ? findings([byZero]) : { kind: "hang" }),
      files: files.slice(0, 2),
      cost: { timeMs: 2_000 },
    });
    expect(result.findings).toMatchObject([{ path: "src/file-0.ts", line: 3 }]);
    expect(result.filesLeftOut).toMatchObject([
      { path: "src/file-1.ts", reason: "over the time limit" },
    ]);
  });

  test.each([undefined, null, { prompt_tokens: -9, completion_tokens: "many" }])(
    "tokens that the server does not count are estimated, limits are by them: %j",
    async (usage) => {
      const choice = { index: 0, finish_reason: "stop", message: { content: "NO FINDINGS" } };
      const body = JSON.stringify({ choices: [choice], usage });
      const headers = { "content-type": "application/json" };
      const { result } = await review({
        draft: () => ({ kind: "raw", status: 200, headers, body }),
        files: files.slice(0, 1),
      });
      expect(result.filesReviewed).toEqual(["src/file-0.ts"]);
      expect(result.tokens.prompt).toBeGreaterThan(300);
      expect(result.tokens.completion).toBeGreaterThan(0);
    },
  );
});

describe("overlong lines", () => {
  test("are cut for the expert, and the file is read for the rest", async () => {
    const data = `export const data = "${"x".repeat(5_000)}";\n`;
    const { result, drafts } = await review({
      draft: clean,
      files: [addedFile("src/cart.ts", `${text}${data}`)],
    });
    expect(drafts).toHaveLength(1);
    expect(drafts[0]?.user).toContain("return total / items.length;");
    expect(drafts[0]?.user).toContain("… (cut)");
    expect(result.filesLeftOut).toMatchObject([
      { reason: "the expert did not see a line of more than 2000 characters to its end" },
    ]);
  });

  test("a hunk over many prompts is one hunk that was not seen to its end", async () => {
    const long = Array.from(
      { length: 4_000 },
      (_, at) => `const v${at} = compute(${at}, "${"w ".repeat(30)}");`,
    );
    const { result } = await review({
      draft: clean,
      files: [addedFile("src/long.ts", `${long.join("\n")}\n`)],
    });
    expect(result.filesLeftOut).toMatchObject([
      { reason: expect.stringContaining("did not see 1 of its hunks, or not to their end") },
    ]);
  });

  test("alone they are data, which is only scanned for secrets", async () => {
    const token = ["ghp_", "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"].join("");
    const line = `const token = "${token}"; ${"x();".repeat(1_000)}\n`;
    const { result, drafts } = await review({
      draft: clean,
      files: [addedFile("src/bundle.ts", line), addedFile("dist/app.js", line)],
    });
    expect(drafts).toEqual([]);
    expect(result.findings.map(({ path, source }) => [path, source])).toEqual([
      ["dist/app.js", "secret:github"],
      ["src/bundle.ts", "secret:github"],
    ]);
    expect(result.filesLeftOut.map(({ path, reason }) => [path, reason]).sort()).toEqual([
      ["dist/app.js", "build output"],
      ["src/bundle.ts", "mostly lines longer than 2000 characters"],
    ]);
  });
});

test("a line that stands in both halves of a split hunk is anchored in the half that was shown", async () => {
  const repeated = "  counter.increment(item);";
  const lines = Array.from({ length: 300 }, (_, index) =>
    index === 20 || index === 280 ? repeated : `  const step${index} = await compute(${index});`,
  );
  const headText = `${lines.join("\n")}\n`;
  const { result, drafts } = await review({
    headText,
    files: [addedFile("src/steps.ts", headText)],
    draft: ({ user }) =>
      user.includes("const step279 ") ? findings([{ ...byZero, quote: repeated.trim() }]) : clean(),
  });
  expect(drafts.length).toBeGreaterThan(1);
  expect(result.findings.map(({ line }) => line)).toEqual([281]);
});

describe("what the expert is told", () => {
  test("the facts of its own hunks, and guides that speak of them", async () => {
    const headText = "export const run = (code: string) => eval(code);\n";
    const { drafts } = await review({
      draft: clean,
      headText,
      files: [addedFile("src/run.ts", headText)],
      policy: {
        language: "French",
        conventions: [{ path: "AGENTS.md", text: "# Code\n\nNever run code from strings.\n" }],
      },
    });
    expect(drafts[0]?.user).toMatch(/Known facts:\n<<<DATA\n- line 1: .*, a rule says/);
    expect(drafts[0]?.user).toContain("From the guides of this team:");
    expect(drafts[0]?.user).toContain("Never run code from strings.");
    expect(drafts[0]?.user).toContain("Write title and why in French");
  });

  test("style is dropped where nobody asked for it, and counted", async () => {
    const style = { ...byZero, category: "style" };
    const { result } = await review({ draft: () => findings([style]) });
    expect(result.findings).toEqual([]);
    expect(result.counts).toMatchObject({ "style that nobody asked for": 1 });
    const conventions = [{ path: "AGENTS.md", text: "# Style\n\nLong names for totals.\n" }];
    const asked = await review({ draft: () => findings([style]), policy: { conventions } });
    expect(asked.result.findings).toMatchObject([{ category: "style" }]);
  });
});
