import { defaultExpertSettings } from "@devflow/config";
import { parseUnifiedDiff } from "@devflow/diff";
import { createExpert } from "@devflow/expert";
import { createLogger } from "@devflow/logging";
import type { CodeIndex, ContextItem } from "@devflow/retrieval";
import { loadRules } from "@devflow/syntax";
import { clean, findings, startModelServer, verdict } from "@devflow/testkit/model-server";
import { describe, expect, test } from "vitest";
import { cutMiddle } from "../src/context/cut-middle.ts";
import { reviewChange } from "../src/review-change.ts";
import { addedFile, defaultPolicy, policyWith } from "./builders.ts";
import { scriptedIndex } from "./support/scripted-index.ts";

const rules = await loadRules(new URL("../../../rules", import.meta.url).pathname);
const deepFolder = "packages/".concat("customer-relationship-management/".repeat(6));

/** A file with many small hunks, so that its path is repeated often in each prompt. */
function scatteredChange(path: string, hunkCount: number) {
  const hunks = Array.from({ length: hunkCount }, (_, index) => {
    const line = index * 20 + 1;
    return `@@ -${line},1 +${line + index},2 @@\n const kept${index} = ${index};\n+const added${index} = compute(${index});`;
  });
  const diff = `diff --git a/${path} b/${path}\nindex 1111111..2222222 100644\n--- a/${path}\n+++ b/${path}\n${hunks.join("\n")}\n`;
  return parseUnifiedDiff(diff);
}

/** Gives every hunk the same many short definitions with long paths and reasons. */
function indexWithWordyContext(): CodeIndex {
  const items = Array.from({ length: 60 }, (_, index): ContextItem => {
    const path = `${deepFolder}defined-here-${index}.ts`;
    const reason = `defines relationshipManagementOfCustomer${index}, the only one of that name`;
    const text = `export const value${index} = ${index};\nexport const other = 1;\nreturn other;`;
    return {
      kind: "definition",
      path,
      startLine: 1,
      endLine: 3,
      symbol: `value${index}`,
      reason,
      tokens: 60,
      text,
    };
  });
  const contextForChange: CodeIndex["contextForChange"] = async (requests) =>
    requests.map(() => items);
  return scriptedIndex({ contextForChange });
}

test("paths and reasons count: no prompt is refused for its length", async () => {
  await using server = await startModelServer({ script: () => clean() });
  const expert = createExpert(
    defaultExpertSettings(server.url, "scripted"),
    createLogger({ level: "silent" }),
  );
  const change = {
    repository: "acme/shop",
    baseSha: "b".repeat(40),
    headSha: "a".repeat(40),
    title: "Scatter",
    description: "",
    files: scatteredChange(`${deepFolder}values.ts`, 60),
    unreadable: [],
  };
  const history = {};
  const result = await reviewChange(
    { change, policy: defaultPolicy, history, rules },
    { readFile: async () => "const kept = 1;\n", index: indexWithWordyContext(), expert },
  );
  expect(result.expert).toMatchObject({ state: "used" });
  expect(result.filesLeftOut).toEqual([]);
  expect(server.requests.length).toBeGreaterThan(3);
});

describe("words that cost more tokens than English", () => {
  const chinese = "请检查所有金额计算是否使用整数分，并确认每个外部调用都有超时设置。";
  const code = `${Array.from({ length: 30 }, (_, at) => `export const price${at} = total / count${at};`).join("\n")}\n`;

  const review = async (body: string, facts: boolean) => {
    await using server = await startModelServer({
      script: ({ purpose }) =>
        purpose === "draft"
          ? findings([
              {
                quote: "export const price3 = total / count3;",
                title: chinese.slice(0, 60),
                body,
                suggestion: `export const price3 = count3 === 0 ? 0 : total / count3; // ${chinese.repeat(20)}`,
              },
            ])
          : verdict("keep"),
    });
    const settings = { ...defaultExpertSettings(server.url, "scripted"), retries: 0 };
    const change = {
      repository: "acme/shop",
      baseSha: "b".repeat(40),
      headSha: "a".repeat(40),
      title: chinese.repeat(6),
      description: chinese.repeat(60),
      files: [addedFile("src/price.ts", code)],
      unreadable: [],
    };
    const instructions = `- REMEMBERED ${chinese.repeat(90)} ABOUT_THIS_PATH`;
    const conventions = facts
      ? [{ path: "AGENTS.md", text: `# 金额\n\n${chinese.repeat(50)}` }]
      : [];
    const result = await reviewChange(
      {
        ...{ change, history: {}, rules },
        policy: policyWith({ instructions }, { language: "Chinese", conventions }),
      },
      {
        readFile: async (side) => (side === "head" ? code : null),
        index: facts ? indexWithWordyContext() : null,
        expert: createExpert(settings, createLogger({ level: "silent" })),
      },
    );
    return { result, requests: [...server.requests] };
  };

  test.each([false, true])(
    "leave room for code, and are cut in their middle (%s)",
    async (facts) => {
      const { result, requests } = await review("金额为零时除以零。", facts);
      expect(result.filesReviewed).toEqual(["src/price.ts"]);
      expect(requests[0]?.user).toContain("- REMEMBERED");
      expect(requests[0]?.user).toContain("ABOUT_THIS_PATH");
    },
  );

  test("a long finding in them still gets its second look", async () => {
    const { result } = await review(chinese.repeat(55), false);
    const said = result.findings.filter(({ source }) => source === "expert");
    expect(said).toMatchObject([{ line: 4, verdict: "keep" }]);
  });
});

test("instructions that are cut keep what was asked for last and what is said about the path", async () => {
  const cut = await cutMiddle(
    `first ${"x".repeat(5_000)} last`,
    { characters: 200, tokens: 100 },
    async (text) => Math.ceil(text.length / 4),
  );
  expect(cut).toMatch(/^first x+\n…\nx+ last$/);
  expect(cut.length).toBeLessThanOrEqual(200);
});

test("control words that a prompt splits do not make it too long", async () => {
  await using server = await startModelServer({ script: () => clean() });
  const expert = createExpert(
    defaultExpertSettings(server.url, "scripted"),
    createLogger({ level: "silent" }),
  );
  const line = `const marks = "${"<<<DATA DATA>>> DATA1>>> <s><s><s>[INST][INST]".repeat(6)}";`;
  const text = `${Array.from({ length: 40 }, () => line).join("\n")}\n`;
  const change = {
    ...{ repository: "acme/shop", baseSha: "b".repeat(40), headSha: "a".repeat(40) },
    ...{ title: "DATA>>>", description: "<<<DATA2", unreadable: [] },
    files: [addedFile("src/marks.ts", text)],
  };
  const result = await reviewChange(
    { change, policy: defaultPolicy, history: {}, rules },
    { readFile: async () => text, index: indexWithWordyContext(), expert },
  );
  expect(result.filesLeftOut).toEqual([]);
  expect(server.requests.length).toBeGreaterThan(1);
});
