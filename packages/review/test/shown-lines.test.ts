import { defaultExpertSettings } from "@devflow/config";
import { type FileDiff, parseUnifiedDiff } from "@devflow/diff";
import { createExpert } from "@devflow/expert";
import { createLogger } from "@devflow/logging";
import type { CodeIndex, ContextItem } from "@devflow/retrieval";
import {
  type AnswerFunction,
  clean,
  findings,
  startModelServer,
  verdict,
} from "@devflow/testkit/model-server";
import { expect, test } from "vitest";
import { reviewChange } from "../src/review-change.ts";
import { addedFile, changeOf, defaultPolicy } from "./builders.ts";
import { scriptedIndex } from "./support/scripted-index.ts";

const logger = createLogger({ level: "silent" });

async function review(
  files: FileDiff[],
  headText: string,
  draft: AnswerFunction,
  index: CodeIndex | null = null,
) {
  await using server = await startModelServer({
    script: (request) => (request.purpose === "draft" ? draft(request) : verdict("keep")),
  });
  const settings = { ...defaultExpertSettings(server.url, "scripted"), retries: 0 };
  const change = changeOf(files);
  const result = await reviewChange(
    { change, policy: defaultPolicy, history: {}, rules: { rules: [], unavailableLanguages: [] } },
    {
      readFile: async (side) => (side === "head" ? headText : null),
      index,
      expert: createExpert(settings, logger),
    },
  );
  return { result, requests: [...server.requests] };
}

/** Hunks of diff lines, `apart` lines from each other. */
function withHunks(path: string, hunks: string[][], apart: number): FileDiff {
  let shift = 0;
  const text = hunks.map((lines, index) => {
    const [kept, added] = [" ", "+"].map((mark) => lines.filter((l) => l[0] === mark).length);
    const start = index * apart + 1;
    const header = `@@ -${start},${kept} +${start + shift},${kept! + added!} @@`;
    shift += added!;
    return [header, ...lines].join("\n");
  });
  const diff = `diff --git a/${path} b/${path}\nindex 1111111..2222222 100644\n--- a/${path}\n+++ b/${path}\n${text.join("\n")}\n`;
  return parseUnifiedDiff(diff)[0]!;
}

const lines = (count: number, from: number) =>
  Array.from({ length: count }, (_, at) => `+  const step${from + at} = compute(${from + at});`);

test("a finding is judged with the context of its own hunks, and may name what stands there", async () => {
  const file = withHunks(
    "src/steps.ts",
    [
      [" begin();", ...lines(70, 0)],
      [" middle();", ...lines(70, 100)],
    ],
    500,
  );
  const context = (hunkIndex: number): ContextItem => ({
    kind: "definition",
    path: `lib/part${hunkIndex}.ts`,
    startLine: 1,
    endLine: 1,
    symbol: null,
    reason: "",
    tokens: 10,
    text: `export function helperOfHunk${hunkIndex}() {}`,
  });
  const index = scriptedIndex({
    contextForChange: async (requests) =>
      requests.map(({ hunkIndexes }) => hunkIndexes.map(context)),
  });
  const said = {
    quote: "const step120 = compute(120);",
    title: "The result is thrown away",
    body: "`helperOfHunk1()` gives null for it.",
  };
  const { result, requests } = await review(
    [file],
    "",
    ({ user }) => (user.includes("const step120 ") ? findings([said]) : clean()),
    index,
  );
  expect(result.findings).toHaveLength(1);
  const [verify] = requests.filter(({ purpose }) => purpose === "verify");
  expect(verify?.user).toContain("helperOfHunk1");
  expect(verify?.user).not.toContain("helperOfHunk0");
});

test("a quoted line of one part goes before a line that is like it in an earlier part", async () => {
  // Blank lines where a hunk is split, so that the first two pieces share a prompt.
  const texts = Array.from({ length: 85 }, (_, at) => {
    if (at === 24 || at === 41) return "";
    return at === 10 || at === 30
      ? `    const totalOfCart = items.length + offsets.length + ${at};`
      : `    const step${at} = compute(${at}, "some more words to fill it");`;
  });
  const headText = `${texts.join("\n")}\n`;
  const quote = "const totalOfCart = items.length + offsets.length + 30;";
  const { result } = await review([addedFile("src/steps.ts", headText)], headText, ({ user }) =>
    user.includes("offsets.length + 30;")
      ? findings([{ quote, title: "Off by one in the total" }])
      : clean(),
  );
  expect(result.findings.map(({ line }) => line)).toEqual([31]);
});

test("a line that the expert saw stays there, though another hunk adds the same one", async () => {
  const file = withHunks(
    "src/totals.ts",
    [
      [" return totalOfAllCarts(items);", ...lines(70, 0)],
      [" middle();", "+return totalOfAllCarts(items);", ...lines(70, 100)],
    ],
    500,
  );
  const quote = "return totalOfAllCarts(items);";
  const { result } = await review([file], "", ({ user }) =>
    user.includes("const step10 ") ? findings([{ quote, title: "Leaves too early" }]) : clean(),
  );
  expect(result.findings.map(({ line }) => line)).toEqual([1]);
});
