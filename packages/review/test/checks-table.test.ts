import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { allChecks } from "../src/draft/checks/all-checks.ts";

const page = fileURLToPath(new URL("../../../docs/rules.md", import.meta.url));

test("docs/rules.md lists every check (rewrite it with --update)", async () => {
  const rows = allChecks.map(({ id, languages, severity, category, title }) => {
    return `| ${[`\`${id}\``, languages.join(", "), severity, category, title].join(" | ")} |`;
  });
  const head = ["| check | languages | severity | category | title |", "|---|---|---|---|---|"];
  const table = [...head, ...rows].join("\n");
  const written = await readFile(page, "utf8");
  const expected = written.replace(
    /<!-- checks -->\n[\s\S]*<!-- \/checks -->/,
    () => `<!-- checks -->\n${table}\n<!-- /checks -->`,
  );
  expect(expected).toContain(table);
  await expect(expected).toMatchFileSnapshot(page);
});
