import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Database } from "@devflow/database";
import type { CodeIndex } from "@devflow/retrieval";
import { ruleLanguageOf } from "@devflow/syntax";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callsOf } from "../../src/draft/calls/calls.ts";
import { callersLeftBehind } from "../../src/draft/checks/callers-left-behind.ts";
import { collectFacts } from "../../src/draft/facts/collect-facts.ts";
import { openIndexed } from "../open-indexed.ts";
import { languageSamples } from "../support/language-samples.ts";
import { edited } from "./edited.ts";

const page = fileURLToPath(new URL("../../../../docs/reviews.md", import.meta.url));
const samples = Object.entries(languageSamples);

let database: Database;
let index: CodeIndex;
beforeAll(async () => {
  const files = samples.flatMap(
    ([
      ,
      {
        path,
        before,
        caller,
        test: [testPath, tests],
      },
    ]) => [[path, before], caller, [testPath, tests]],
  );
  ({ database, index } = await openIndexed(Object.fromEntries(files)));
});
afterAll(() => database.close());

test("docs/reviews.md says which facts each language has (rewrite it with --update)", async () => {
  const files = samples.flatMap(([, { path, before, after, test: removed }]) => [
    edited(path, before, after),
    edited(...removed),
  ]);
  const heads = new Map(samples.flatMap(([, each]) => [[each.path, each.after], each.caller]));
  const texts = { head: async (path: string) => heads.get(path) ?? null, base: async () => null };
  const facts = await collectFacts({
    ...{ files, changedFiles: files, texts, index, signal: undefined },
    calls: callsOf({ texts, changedFiles: files, index }),
    fromRules: { candidates: [], held: [] },
  });
  const rows = samples.map(
    ([
      language,
      {
        path,
        test: [testPath],
      },
    ]) => {
      const kinds = Map.groupBy(facts.get(path) ?? [], ({ kind }) => kind);
      const [callers] = kinds.get("signature") ?? [];
      const isByType = callers?.text.includes("(gives 1 argument)");
      const isSaid = (callersLeftBehind.languages as readonly string[]).includes(language);
      return [
        `\`${language}\``,
        callers === undefined ? "no" : isByType ? "by type" : "by name and import",
        isSaid ? "yes" : "no",
        kinds.has("unresolved") ? "yes" : "no",
        kinds.has("guard") ? "yes" : "no",
        (facts.get(testPath) ?? []).some(({ kind }) => kind === "test") ? "yes" : "no",
        ruleLanguageOf(path) === null ? "no" : "yes",
      ];
    },
  );
  const head = [
    ["language", "callers of a changed head", "said without an expert"],
    ["calls of what is nowhere", "removed protection", "removed tests", "rules and checks"],
  ].flat();
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  const table = lines.join("\n");
  const written = await readFile(page, "utf8");
  const expected = written.replace(
    /<!-- facts -->\n[\s\S]*<!-- \/facts -->/,
    () => `<!-- facts -->\n${table}\n<!-- /facts -->`,
  );
  expect(expected).toContain(table);
  await expect(expected).toMatchFileSnapshot(page);
});
