import { defaultExpertSettings } from "@devflow/config";
import type { FileDiff } from "@devflow/diff";
import { createExpert } from "@devflow/expert";
import { createLogger } from "@devflow/logging";
import { type ReviewResult, reviewChange } from "@devflow/review";
import { bundledRules } from "@devflow/syntax";
import {
  type AnswerFunction,
  clean,
  findings,
  type ModelRequest,
  startModelServer,
  verdict,
} from "@devflow/testkit/model-server";
import { describe, expect, test } from "vitest";
import { addedFile, policyWith } from "../../packages/review/test/builders.ts";

const rules = await bundledRules();
const token = ["ghp_", "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"].join("");

interface Reviewed {
  result: ReviewResult;
  requests: readonly ModelRequest[];
  /** How often a file was read. */
  reads: number;
}

async function review(
  files: FileDiff[],
  answer: AnswerFunction,
  options: { passes?: number; tokens?: number } = {},
): Promise<Reviewed> {
  await using server = await startModelServer({ script: answer });
  const textOf = new Map(
    files.map(({ path, hunks }) => [
      path,
      hunks.flatMap(({ lines }) => lines.map((line) => `${line.text}\n`)).join(""),
    ]),
  );
  let reads = 0;
  const change = {
    repository: "acme/shop",
    baseSha: "b".repeat(40),
    headSha: "a".repeat(40),
    title: "Everything at once",
    description: "",
    files,
    unreadable: [],
  };
  const result = await reviewChange(
    {
      change,
      policy: policyWith({}, { maxFindings: 5, passes: options.passes ?? 1 }),
      history: {},
      rules,
      ...(options.tokens && { cost: { tokens: options.tokens } }),
    },
    {
      readFile: async (side, path) => {
        reads++;
        return side === "head" ? (textOf.get(path) ?? null) : null;
      },
      index: null,
      expert: createExpert(
        defaultExpertSettings(server.url, "scripted"),
        createLogger({ level: "silent" }),
      ),
    },
  );
  return { result, requests: server.requests, reads };
}

/** Every file is read or named with a reason, and none twice. */
function expectNamed(files: readonly FileDiff[], { filesReviewed, filesLeftOut }: ReviewResult) {
  const named = [...filesReviewed, ...filesLeftOut.map(({ path }) => path)];
  expect(named.toSorted()).toEqual(files.map(({ path }) => path).toSorted());
  for (const { reason } of filesLeftOut) expect(reason).not.toBe("");
}

describe("5,000 files", () => {
  const files = Array.from({ length: 5_000 }, (_, index) => {
    const lines = [
      `export function step${index}(input: string): string {`,
      `  const value = input.slice(${index});`,
      index % 1_000 === 999 ? `  use("${token}");` : `  log(value);`,
      "  return value;",
      "}",
    ];
    return addedFile(`src/folder-${index % 50}/step-${index}.ts`, lines.join("\n"));
  });

  test("end in an honest part: some are read, all are scanned for secrets, each is named", async () => {
    const { result, requests, reads } = await review(files, clean);
    expectNamed(files, result);
    expect(requests.length).toBeLessThanOrEqual(60);
    expect(requests.length).toBeGreaterThan(30);
    // 500 files, each once, and of those that nobody reads the five with a credential.
    expect(reads).toBeLessThanOrEqual(505);
    expect(result.filesReviewed.length).toBeGreaterThan(30);
    const over = result.filesLeftOut.filter(({ reason }) => /more than 500 files/.test(reason));
    expect(over).toHaveLength(4_500);
    const secrets = result.findings.filter(({ source }) => source.startsWith("secret:"));
    const kept = result.held.filter(({ source }) => source.startsWith("secret:"));
    expect(secrets.length + kept.length).toBe(5);
    expect(secrets.length).toBeGreaterThan(0);
  });

  test("cost no more with an expert that finds something in each", async () => {
    const { result, requests } = await review(files, (request) => {
      if (request.purpose !== "draft") return verdict("keep");
      const quote = /const value = input\.slice\(\d+\);/.exec(request.user)?.[0] ?? "";
      return findings([{ quote, severity: "high", title: "The index may be beyond the end" }]);
    });
    const drafts = requests.filter(({ purpose }) => purpose === "draft").length;
    expect(drafts).toBeLessThanOrEqual(60);
    expect(requests.length - drafts).toBeLessThanOrEqual(40);
    expect(result.findings.filter(({ place }) => place === "inline").length).toBeLessThanOrEqual(5);
    expect(result.findings.length).toBeLessThanOrEqual(50);
    expectNamed(files, result);
  });
});

describe("60,000 changed lines", () => {
  const body = (file: number) =>
    Array.from({ length: 3_000 }, (_, line) =>
      line % 10 === 0 ? "" : `export const value${file}x${line} = compute(${line}, "${file}");`,
    );
  const files = Array.from({ length: 20 }, (_, index) =>
    addedFile(`src/table-${index}.ts`, body(index).join("\n")),
  );

  test("end in an honest part within 60 prompts, each of which fits the window", async () => {
    const { result, requests, reads } = await review(files, clean);
    expectNamed(files, result);
    expect(requests).toHaveLength(60);
    for (const { system, user } of requests) expect((system + user).length).toBeLessThan(16_000);
    expect(reads).toBeLessThanOrEqual(40);
    const partly = result.filesLeftOut.map(({ reason }) => reason);
    expect(partly.length).toBeGreaterThan(15);
    for (const reason of partly) {
      expect(reason).toMatch(
        /^the expert did not see \d+ of its hunks, or not to their end: over the budget of 60 prompts$/,
      );
    }
  });

  test("within a bound of tokens, whatever the number of passes", async () => {
    const tokens = 50_000;
    const { result, requests } = await review(files, clean, { passes: 3, tokens });
    expect(result.tokens.prompt + result.tokens.completion).toBeLessThanOrEqual(tokens);
    expect(requests.length).toBeGreaterThan(10);
    expect(requests.length).toBeLessThan(30);
    expectNamed(files, result);
    const reasons = new Set(result.filesLeftOut.map(({ reason }) => reason.replace(/\d+/g, "N")));
    expect(reasons).toContain("over the token limit");
  });

  test("in one file are too many to be read, and are scanned for secrets", async () => {
    const lines = [
      ...body(1),
      `use("${token}");`,
      ...Array.from({ length: 19 }, () => body(2)).flat(),
    ];
    const one = [addedFile("src/all.ts", lines.join("\n"))];
    const { result, requests } = await review(one, clean);
    expect(requests).toEqual([]);
    expect(result.filesLeftOut).toMatchObject([{ reason: "more than 5000 changed lines" }]);
    expect(result.findings).toMatchObject([{ source: "secret:github", line: 3_001 }]);
  });
});
