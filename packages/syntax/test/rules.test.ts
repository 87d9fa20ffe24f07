import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { countSyntaxErrors, loadRules, type Rule, scanRules } from "../src/index.ts";

const rulesFolder = fileURLToPath(new URL("../../../rules", import.meta.url));
const ruleSet = await loadRules(rulesFolder);

const extensionByLanguage: Record<Rule["languages"][number], string> = {
  typescript: "ts",
  tsx: "tsx",
  javascript: "js",
  python: "py",
  go: "go",
  java: "java",
};

const languagesOf = (rule: Rule) => rule.languages.filter((language) => rule.compilesIn(language));

/** ast-grep's own test format, so that `ast-grep test` runs the same files. */
const ruleTestSchema = z.strictObject({
  id: z.string(),
  valid: z.array(z.string()).min(3),
  invalid: z.array(z.string()).min(3),
});

const testFiles = (await readdir(`${rulesFolder}/tests`)).filter((name) => name.endsWith(".yml"));
const ruleTests = await Promise.all(
  testFiles.map(async (name) =>
    ruleTestSchema.parse(parse(await readFile(`${rulesFolder}/tests/${name}`, "utf8"))),
  ),
);

test("every rule has tests and every test has a rule", () => {
  const tested = ruleTests.map(({ id }) => id).sort();
  expect(tested).toEqual(ruleSet.rules.map(({ id }) => id));
  expect(testFiles.sort()).toEqual(tested.map((id) => `${id}-test.yml`));
});

test("rules run on this platform in all their languages", () => {
  expect(ruleSet.unavailableLanguages).toEqual([]);
  for (const rule of ruleSet.rules) expect(languagesOf(rule), rule.id).not.toEqual([]);
});

for (const { id, valid, invalid } of ruleTests) {
  const rule = ruleSet.rules.find((each) => each.id === id);
  for (const language of rule === undefined ? [] : languagesOf(rule)) {
    const path = `src/example.${extensionByLanguage[language]}`;
    const scan = (text: string) => scanRules({ ...ruleSet, rules: [rule!] }, { path, text });
    describe(`${id} in ${language}`, () => {
      test.each(valid)("keeps quiet: %s", (text) => {
        expect(scan(text)).toEqual([]);
      });
      test.each(invalid)("finds: %s", async (text) => {
        // Some of the TypeScript examples are no JavaScript.
        if (language === "javascript" && (await countSyntaxErrors({ path, text })) !== 0) return;
        expect(scan(text)).toHaveLength(1);
      });
      if (rule?.fix === null) return;
      test.each(invalid)("gives a fix that parses: %s", async (text) => {
        const lines = text.split("\n");
        for (const { startLine, endLine, suggestion } of scan(text)) {
          const fixed = lines.toSpliced(startLine - 1, endLine - startLine + 1, suggestion ?? "");
          const after = fixed.join("\n");
          expect(scan(after)).toEqual([]);
          expect(await countSyntaxErrors({ path, text: after })).toBe(
            await countSyntaxErrors({ path, text }),
          );
        }
      });
    });
  }
}
