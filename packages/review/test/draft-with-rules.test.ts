import { bundledRulesFolder, loadRules } from "@devflow/syntax";
import { expect, test } from "vitest";
import { draftWithRules } from "../src/draft/draft-with-rules.ts";
import { changedFile, defaultPolicy } from "./builders.ts";

const rules = await loadRules(bundledRulesFolder);

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
