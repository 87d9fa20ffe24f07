import { defaultExpertSettings } from "@devflow/config";
import { type FileDiff, parseUnifiedDiff } from "@devflow/diff";
import { createExpert, type Expert } from "@devflow/expert";
import { createLogger } from "@devflow/logging";
import { loadRules } from "@devflow/syntax";
import {
  byPurpose,
  clean,
  cutConnection,
  findings,
  garbage,
  type ScriptOption,
  slow,
  startModelServer,
  status,
  text,
  truncated,
  verdict,
} from "@devflow/testkit/model-server";
import { describe, expect, test } from "vitest";
import type { History, Remark, ReviewPolicy, ReviewResult } from "../src/model.ts";
import { reviewChange } from "../src/review-change.ts";
import { addedFile, changedFile, changeOf, defaultPolicy, policyWith } from "./builders.ts";

const rules = await loadRules(new URL("../../../rules", import.meta.url).pathname);
const logger = createLogger({ level: "silent" });

const cartText = `export function average(items: number[]): number {
  const total = items.reduce((sum, item) => sum + item, 0);
  return total / items.length;
}
`;
const divisionByZero = {
  path: "src/cart.ts",
  quote: "return total / items.length;",
  severity: "high" as const,
  category: "correctness",
  title: "Division by zero for an empty cart",
  body: "`items.length` is 0 for a new cart, so this gives NaN.",
  suggestion: "  return items.length === 0 ? 0 : total / items.length;",
  confidence: 0.9,
};

interface Setup {
  files?: FileDiff[];
  texts?: Record<string, string>;
  policy?: Partial<ReviewPolicy>;
  history?: History;
  expert?: Expert | null;
  signal?: AbortSignal;
}

/** What is remembered of a review once it was posted. */
function remarksOf({ findings, traces }: ReviewResult): Remark[] {
  return findings.map((finding, index) => ({
    ...finding,
    id: index + 1,
    trace: traces[finding.fingerprint]!,
    state: "open",
    stateActor: null,
    stateReason: null,
  }));
}

async function review(setup: Setup = {}): Promise<ReviewResult> {
  const { files = [addedFile("src/cart.ts", cartText)], texts = { "src/cart.ts": cartText } } =
    setup;
  const change = changeOf(files, { title: "Add the average" });
  return reviewChange(
    {
      change,
      policy: { ...defaultPolicy, ...setup.policy },
      history: setup.history ?? {},
      rules,
    },
    {
      readFile: async (side, path) => (side === "head" ? (texts[path] ?? null) : null),
      index: null,
      expert: setup.expert ?? null,
      ...(setup.signal && { signal: setup.signal }),
    },
  );
}

/** Reviews with an expert that answers by the script, over real HTTP. */
async function reviewWith(script: ScriptOption, setup: Setup = {}): Promise<ReviewResult> {
  await using server = await startModelServer({ script });
  const settings = { ...defaultExpertSettings(server.url, "scripted"), retries: 0 };
  return await review({ ...setup, expert: createExpert(settings, logger) });
}

describe("with an expert", () => {
  test("posts a finding at the line that it quotes, with a suggestion that applies", async () => {
    const result = await reviewWith(
      byPurpose({ draft: [findings([divisionByZero])], verify: [verdict("keep")] }),
    );
    expect(result.findings).toMatchObject([
      {
        path: "src/cart.ts",
        side: "RIGHT",
        startLine: 3,
        line: 3,
        source: "expert",
        suggestion: divisionByZero.suggestion,
      },
    ]);
    expect(result.filesReviewed).toEqual(["src/cart.ts"]);
    expect(result.expert).toMatchObject({ state: "used", identity: { model: "scripted" } });
  });

  test("holds a finding whose quote is not in the diff", async () => {
    const wrong = { ...divisionByZero, quote: "return total / count(items);" };
    const result = await reviewWith(byPurpose({ draft: [findings([wrong])] }));
    expect(result.findings).toEqual([]);
    expect(result.held).toMatchObject([
      { title: wrong.title, reason: "the quoted line is not in the diff" },
    ]);
  });

  test("holds a finding that the second look refutes, or has no verdict on", async () => {
    const draft = [findings([divisionByZero])];
    const refuted = await reviewWith(byPurpose({ draft, verify: [verdict("drop")] }));
    expect(refuted.held[0]?.reason).toMatch(/^refuted on second look/);
    const undecided = await reviewWith(byPurpose({ draft, verify: [garbage(), garbage()] }));
    expect(undecided.held[0]?.reason).toBe("no verdict on second look");
    expect([...refuted.findings, ...undecided.findings]).toEqual([]);
    expect(refuted.counts).toEqual({ "second look: refuted on second look": 1 });
    expect(undecided.counts).toEqual({ "second look: no verdict on second look": 1 });
  });

  test("drops a suggestion that does not parse and keeps the finding", async () => {
    const broken = { ...divisionByZero, suggestion: "  return items.length === 0 ? (0 : total;" };
    const result = await reviewWith(
      byPurpose({ draft: [findings([broken])], verify: [verdict("keep")] }),
    );
    expect(result.findings).toMatchObject([{ title: broken.title, suggestion: null }]);
    expect(result.counts).toEqual({ "filter=prior": 1, "suggestion: does not parse": 1 });
  });

  test("holds a finding whose text repeats a credential", async () => {
    const token = ["ghp_", "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"].join("");
    const leak = { ...divisionByZero, body: `The token is ${token}` };
    const result = await reviewWith(byPurpose({ draft: [findings([leak])] }));
    expect(result.held[0]?.reason).toBe("its text holds a credential");
    expect(JSON.stringify(result)).not.toContain(token);
  });

  test("does not say again what was said on this pull request", async () => {
    const script = byPurpose({ draft: [findings([divisionByZero])], verify: [verdict("keep")] });
    const first = await reviewWith(script);
    const second = await reviewWith(script, { history: { remarks: remarksOf(first) } });
    expect(second.findings).toEqual([]);
    expect(second.held).toMatchObject([{ reason: "already said on this pull request" }]);
  });

  test.each([
    ["answers with an error", status(500)],
    ["cuts the connection", cutConnection()],
  ])("is still reviewed by rules when the expert %s", async (_name, draft) => {
    const source = "export const run = (code: string) => eval(code);\n";
    const setup = { files: [addedFile("src/run.ts", source)], texts: { "src/run.ts": source } };
    const result = await reviewWith(byPurpose({ draft: [draft] }), setup);
    expect(result.expert).toMatchObject({ state: "unavailable" });
    expect(result.filesReviewed).toEqual([]);
    expect(result.filesLeftOut).toEqual([
      { path: "src/run.ts", reason: "the expert was unavailable", kind: "missed" },
    ]);
    expect(result.findings.map(({ source }) => source)).toEqual(["rule:js-dynamic-code"]);
  });

  test.each([
    ["is empty", text(""), "the expert's answer was empty"],
    ["does not come, as the prompt is refused", status(400), "the expert refused the prompt"],
  ])("says what it was when an answer %s", async (_name, draft, reason) => {
    const result = await reviewWith(byPurpose({ draft: [draft] }));
    expect(result.filesLeftOut).toEqual([{ path: "src/cart.ts", reason, kind: "missed" }]);
  });

  test("does not claim to have reviewed a file when the answer could not be read", async () => {
    const result = await reviewWith(
      byPurpose({ draft: [text("The code looks as if it compiles.")] }),
    );
    expect(result.filesReviewed).toEqual([]);
    expect(result.filesLeftOut[0]?.reason).toBe("the expert's answer could not be read");
  });

  test("stands in the hunk that the expert saw, not where the file has the same line before", async () => {
    const twice = "  return total / items.length;";
    // Each fills more than half of a prompt, so that the second and the third hunk share one.
    const many = (name: string) =>
      Array.from({ length: 50 }, (_, index) => `const ${name}${index} = compute(${index});`);
    const hunk = (before: number, at: number, lines: string[]) => [
      `@@ -${before},0 +${at},${lines.length} @@`,
      ...lines.map((line) => `+${line}`),
    ];
    const file = parseUnifiedDiff(
      [
        "diff --git a/src/a.ts b/src/a.ts",
        "--- a/src/a.ts",
        "+++ b/src/a.ts",
        ...hunk(0, 1, [twice, ...many("first")]),
        ...hunk(448, 500, many("second")),
        ...hunk(598, 700, [twice]),
        "",
      ].join("\n"),
    )[0]!;
    const result = await reviewWith(
      byPurpose({
        draft: (request) =>
          request.user.includes("const second7 ")
            ? findings([{ ...divisionByZero, path: "src/a.ts", suggestion: null }])
            : clean(),
        verify: () => verdict("keep"),
      }),
      { files: [file], texts: {} },
    );
    expect(result.findings).toMatchObject([{ line: 700 }]);
  });

  test("a file that the expert cannot answer about is missed, but the expert was there", async () => {
    const other = "export const other = 1;\n";
    const result = await reviewWith(
      byPurpose({
        draft: (request) => (request.user.includes("src/other.ts") ? status(400) : clean()),
      }),
      {
        files: [addedFile("src/cart.ts", cartText), addedFile("src/other.ts", other)],
        texts: { "src/cart.ts": cartText, "src/other.ts": other },
      },
    );
    expect(result.expert.state).toBe("used");
    expect(result.filesReviewed).toEqual(["src/cart.ts"]);
    expect(result.filesLeftOut).toMatchObject([{ path: "src/other.ts", kind: "missed" }]);
  });

  test.each([
    ["gets no second look", { draft: [findings([divisionByZero])], verify: [status(500)] }],
    [
      "comes with an answer that was cut off",
      { draft: [truncated(divisionByZero)], verify: [verdict("drop")] },
    ],
  ])("does not claim to have reviewed a file when a finding %s", async (_name, script) => {
    const result = await reviewWith(byPurpose(script));
    expect(result.findings).toEqual([]);
    expect(result.filesReviewed).toEqual([]);
    expect(result.filesLeftOut).toMatchObject([{ path: "src/cart.ts", kind: "missed" }]);
  });

  test("does not ask the expert again about lines that it has read at an earlier head", async () => {
    await using server = await startModelServer({ script: () => clean() });
    const expert = createExpert(defaultExpertSettings(server.url, "scripted"), logger);
    const first = await review({ expert });
    const readKeys = new Map(first.readKeys.map((key) => [key, "c".repeat(40)]));
    expect(first.readKeys.length).toBeGreaterThan(0);
    const second = await review({ expert, history: { readKeys } });
    expect(server.requests).toHaveLength(1);
    expect(second.filesReviewed).toEqual(["src/cart.ts"]);
    expect(second.readKeys).toEqual([]);
  });

  test("stops when it is cancelled, and the request at the expert with it", async () => {
    const controller = new AbortController();
    const reason = new Error("superseded");
    await using server = await startModelServer({ script: [slow()] });
    const expert = createExpert(defaultExpertSettings(server.url, "scripted"), logger);
    const running = review({ expert, signal: controller.signal });
    const request = await server.received(1);
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
    expect(await request.ended).toBe("aborted");
  });

  test("packs a change larger than the window into prompts that fit", async () => {
    const lines = Array.from(
      { length: 900 },
      (_, index) => `export const value${index} = compute(${index});`,
    );
    const text = `${lines.join("\n")}\n`;
    await using server = await startModelServer({ script: () => clean() });
    const expert = createExpert(defaultExpertSettings(server.url, "scripted"), logger);
    const result = await review({
      files: [addedFile("src/values.ts", text)],
      texts: { "src/values.ts": text },
      expert,
    });
    expect(result.filesReviewed).toEqual(["src/values.ts"]);
    expect(server.requests.length).toBeGreaterThan(3);
    const seen = server.requests.map((request) => JSON.stringify(request)).join("\n");
    for (const line of [lines[0]!, lines[450]!, lines[899]!]) expect(seen).toContain(line);
  });
});

describe("without an expert", () => {
  test("finds a credential without repeating it", async () => {
    const token = ["ghp_", "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"].join("");
    const text = `const a = 1;\nconst token = "${token}";\n`;
    const result = await review({
      files: [addedFile("src/a.ts", text)],
      texts: { "src/a.ts": text },
    });
    expect(result.findings).toMatchObject([
      { path: "src/a.ts", line: 2, severity: "critical", source: "secret:github" },
    ]);
    expect(JSON.stringify(result)).not.toContain(token);
    expect(result.expert).toEqual({ state: "not_configured" });
  });

  test("a credential is said also where its category is switched off", async () => {
    const token = ["ghp_", "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"].join("");
    const text = `const token = "${token}";\nexport const run = (code: string) => eval(code);\n`;
    const result = await review({
      files: [addedFile("src/a.ts", text)],
      texts: { "src/a.ts": text },
      policy: policyWith({ disabledCategories: new Set(["security"]) }),
    });
    expect(result.findings.map(({ source }) => source)).toEqual(["secret:github"]);
  });

  test("does not claim to have reviewed a file that is too large for the rules", async () => {
    const text = `${"const a = 1;\n".repeat(80_000)}const b = 2;\n`;
    const file = changedFile("src/large.ts", [" const a = 1;", "+const b = 2;"], 80_000);
    const result = await review({ files: [file], texts: { "src/large.ts": text } });
    expect(result.filesReviewed).toEqual([]);
    expect(result.filesLeftOut).toMatchObject([{ path: "src/large.ts", kind: "missed" }]);
  });

  test("lets the process's other work through between two files", async () => {
    const texts = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [`src/f${index}.ts`, `eval(code${index});\n`]),
    );
    const files = Object.entries(texts).map(([path, content]) => addedFile(path, content));
    let turns = 0;
    let isDone = false;
    const turn = () => {
      turns += 1;
      if (!isDone) setImmediate(turn);
    };
    setImmediate(turn);
    await review({ files, texts });
    isDone = true;
    expect(turns).toBeGreaterThanOrEqual(files.length);
  });

  test("a file that said before that it is generated holds nothing to read", async () => {
    const header = "// Code generated by protoc. DO NOT EDIT.";
    const file = changedFile("src/gen.ts", [
      ` ${header}`,
      "-export const a = 1;",
      "+export const a = 2;",
    ]);
    const texts = {
      base: `${header}\nexport const a = 1;\n`,
      head: `${header}\nexport const a = 2;\n`,
    };
    const { filesLeftOut } = await reviewChange(
      { change: changeOf([file]), policy: defaultPolicy, history: {}, rules },
      { readFile: async (side) => texts[side], index: null, expert: null },
    );
    expect(filesLeftOut).toEqual([
      { path: "src/gen.ts", reason: "generated", kind: "out_of_scope" },
    ]);
  });

  test("names every file that it leaves out, with the reason", async () => {
    const files = [
      addedFile("package-lock.json", "{}\n"),
      addedFile("README.md", "# Title\n"),
      addedFile("src/gen.ts", "// Code generated by protoc. DO NOT EDIT.\nexport const a = 1;\n"),
      addedFile("query.sql", "SELECT 1;\n"),
    ];
    const texts = {
      "src/gen.ts": "// Code generated by protoc. DO NOT EDIT.\nexport const a = 1;\n",
    };
    const result = await review({ files, texts });
    expect(result.filesReviewed).toEqual([]);
    expect(result.filesLeftOut).toEqual([
      { path: "package-lock.json", reason: "lock file", kind: "out_of_scope" },
      {
        path: "src/gen.ts",
        reason: "says for the first time that it is generated",
        kind: "missed",
      },
      { path: "README.md", reason: "prose, only scanned for secrets", kind: "out_of_scope" },
      {
        path: "query.sql",
        reason: "no rules for this kind of file, only scanned for secrets",
        kind: "missed",
      },
    ]);
  });
});
