import { defaultExpertSettings } from "@devflow/config";
import { parseUnifiedDiff } from "@devflow/diff";
import { createExpert } from "@devflow/expert";
import { createLogger } from "@devflow/logging";
import type { CodeIndex, ContextItem } from "@devflow/retrieval";
import { loadRules } from "@devflow/syntax";
import { clean, startModelServer } from "@devflow/testkit/model-server";
import { expect, test } from "vitest";
import { reviewChange } from "../src/review-change.ts";
import { defaultPolicy } from "./builders.ts";

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
  const usesOf: CodeIndex["usesOf"] = async (requests) => requests.map(() => []);
  const knownNames: CodeIndex["knownNames"] = async () => new Set();
  return { contextForChange, usesOf, knownNames } as unknown as CodeIndex;
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
