import type { FileDiff } from "@devflow/diff";
import { bundledRules, type RuleSet } from "@devflow/syntax";
import { describe, expect, test } from "vitest";
import { draftWithRules } from "../src/draft/draft-with-rules.ts";
import { reviewChange } from "../src/review-change.ts";
import { addedFile, changedFile, defaultPolicy } from "./builders.ts";

const rules = await bundledRules();

interface Edit {
  before: string;
  after: string;
  /** The hunk's lines with their markers. */
  hunk: string[];
  /** Where the hunk starts. */
  line?: number;
}

function draft({ before, after, hunk, line }: Edit) {
  return draftWithRules({
    file: changedFile("src/run.ts", hunk, line),
    headText: after,
    readBaseText: async () => before,
    rules,
    policy: defaultPolicy,
  });
}

test("a change that re-indents is not blamed for what stood there before", async () => {
  const before = "export const run = (code: string) => eval(code);\n";
  const after = `  ${before}`;
  const hunk = [`-${before.trimEnd()}`, `+${after.trimEnd()}`];
  const { candidates, held } = await draft({ before, after, hunk });
  expect(candidates).toEqual([]);
  expect(held).toMatchObject([{ reason: "stood there before this change" }]);
});

test("a change inside of a long match is not blamed for the match", async () => {
  const executor = (inside: string) => `run(
  new Promise(async (resolve) => {
    const answer = await ${inside}();
    resolve(answer);
  }),
);
`;
  const { candidates, held } = await draft({
    before: executor("ask"),
    after: executor("askAgain"),
    hunk: ["-    const answer = await ask();", "+    const answer = await askAgain();"],
    line: 3,
  });
  expect(candidates).toEqual([]);
  expect(held).toMatchObject([{ reason: "stood there before this change" }]);
});

test("the second of two places that read the same is new", async () => {
  const { candidates, held } = await draft({
    before: "eval(code);\nlog(code);\n",
    after: "eval(code);\nlog(code);\neval(code);\n",
    hunk: [" log(code);", "+eval(code);"],
    line: 2,
  });
  expect(candidates).toMatchObject([{ source: "rule:js-dynamic-code", position: { line: 3 } }]);
  expect(held).toEqual([]);
});

test("what is new is found in a file that is full of the same", async () => {
  const old = Array.from({ length: 60 }, (_, index) => `eval(old${index});`);
  const { candidates } = await draft({
    before: `${old.join("\n")}\n`,
    after: [...old, "eval(added);", ""].join("\n"),
    hunk: [` ${old[59]}`, "+eval(added);"],
    line: 60,
  });
  expect(candidates).toMatchObject([{ position: { line: 61 } }]);
});

describe("a file that rules cannot be run on", () => {
  const review = (files: FileDiff[], texts: Record<string, string>, set: RuleSet = rules) =>
    reviewChange(
      {
        change: {
          ...{ repository: "acme/shop", baseSha: "b".repeat(40), headSha: "a".repeat(40) },
          ...{ title: "", description: "", files, unreadable: [] },
        },
        ...{ policy: defaultPolicy, history: {}, rules: set },
      },
      { readFile: async (_, path) => texts[path] ?? null, index: null, expert: null },
    );

  test("for one overlong line in it is not claimed to be read", async () => {
    const text = `const data = "${"x".repeat(25_000)}";\nconst a = 1;\nconst b = 2;\n`;
    const file = changedFile("src/a.ts", [" const a = 1;", "+const b = 2;"], 2);
    const { filesReviewed, filesLeftOut } = await review([file], { "src/a.ts": text });
    expect(filesReviewed).toEqual([]);
    expect(filesLeftOut).toMatchObject([{ path: "src/a.ts", kind: "missed" }]);
  });

  test("for want of a grammar is not claimed to be read", async () => {
    const file = addedFile("main.go", "package main\n");
    const { filesReviewed } = await review(
      [file],
      { "main.go": "package main\n" },
      {
        rules: rules.rules.filter(({ languages }) => !languages.includes("go")),
        unavailableLanguages: ["go"],
      },
    );
    expect(filesReviewed).toEqual([]);
  });
});
