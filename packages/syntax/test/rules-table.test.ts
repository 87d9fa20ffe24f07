import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { loadRules } from "../src/index.ts";

const inRepository = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

test("docs/rules.md lists every rule (rewrite it with --update)", async () => {
  const { rules } = await loadRules(inRepository("rules"));
  const rows = rules.map(({ id, languages, severity, category, title, fix }) => {
    const cells = [`\`${id}\``, languages.join(", "), severity, category, title, fix ? "yes" : ""];
    return `| ${cells.join(" | ")} |`;
  });
  const table = [
    `${rules.length} rules.`,
    "",
    "| rule | languages | severity | category | title | fix |",
    "|---|---|---|---|---|---|",
    ...rows,
  ].join("\n");
  const written = await readFile(inRepository("docs/rules.md"), "utf8");
  const expected = written.replace(
    /<!-- rules -->\n[\s\S]*<!-- \/rules -->/,
    () => `<!-- rules -->\n${table}\n<!-- /rules -->`,
  );
  expect(expected).toContain(table);
  await expect(expected).toMatchFileSnapshot(inRepository("docs/rules.md"));
});
