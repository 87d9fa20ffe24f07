import { expect, test } from "vitest";
import {
  describeOrigin,
  explainConfiguration,
  mergeRepositoryConfig,
  parseRepositoryConfig,
  profileNames,
  profiles,
  repositoryKeys,
  withFolders,
  withRuleIdsChecked,
} from "../src/index.ts";

const organisation = parseRepositoryConfig(
  "review:\n  max_findings: 4\n  language: French\n",
  "acme/.github: .devflow.yml",
);
const repository = parseRepositoryConfig(
  `review:
  profile: chill
  language: German
  instructions: All.
  categories:
    testing: on
rules:
  disabled: [js-no-such, py-a]
  severity:
    py-b: low
`,
  ".devflow.yml",
);
const parsed = withFolders(mergeRepositoryConfig(organisation, repository), [
  {
    path: "web/.devflow.yml",
    text: "review:\n  minimum_severity: low\n  instructions: Web.\nrules:\n  disabled: [x]\n",
  },
]);

function shown(path?: string): string[] {
  return explainConfiguration(parsed, path).map(
    (row) => `${row.key} = ${JSON.stringify(row.value)} (${describeOrigin(row)})`,
  );
}

test("every key is explained, and where nobody wrote it, it is the default or the profile's", () => {
  const keys = new Set(explainConfiguration(parsed).map(({ key }) => key));
  for (const { path } of repositoryKeys()) {
    const name = path.join(".");
    expect([...keys].some((key) => key === name || key.startsWith(`${name}.`))).toBe(true);
  }
  expect(shown()).toEqual(
    expect.arrayContaining([
      'review.profile = "chill" (.devflow.yml:2)',
      'review.minimum_severity = "high" (profile chill)',
      "review.max_findings = 4 (acme/.github: .devflow.yml:2)",
      'review.language = "German" (.devflow.yml:3)',
      'review.categories.testing = "on" (.devflow.yml:6)',
      "review.categories.style = false (profile chill)",
      "review.passes = 1 (default)",
      'rules.severity.py-b = "low" (.devflow.yml:10)',
    ]),
  );
});

test("for a path, its folders' files are in it, and what adds up has a row per file", () => {
  const rows = shown("web/a.ts");
  expect(rows).toContain('review.minimum_severity = "low" (web/.devflow.yml:2)');
  expect(rows).toContain('rules.disabled = ["x"] (web/.devflow.yml:5)');
  expect(rows.filter((row) => row.startsWith("review.instructions"))).toEqual([
    'review.instructions = "All." (.devflow.yml:4)',
    'review.instructions = "Web." (web/.devflow.yml:3)',
  ]);
  expect(shown("api/a.ts")).toEqual(shown());
});

test("a profile only sets defaults: a written key goes before it, wherever it is written", () => {
  for (const name of profileNames) {
    const { review } = parseRepositoryConfig(`review:\n  profile: ${name}\n`, "").config;
    const { disabledCategories, ...defaults } = profiles[name];
    expect(review).toMatchObject(defaults);
    const off = Object.entries(review.categories).flatMap(([key, isOn]) => (isOn ? [] : [key]));
    expect(off).toEqual([...disabledCategories]);
  }
  expect(parsed.config.review).toMatchObject({ maxFindings: 4, minimumSeverity: "high" });
});

test("an organisation may name rules that only some of its repositories have", () => {
  const text = "rules:\n  disabled: [team-elsewhere, js-gone]\n";
  const { problems } = withRuleIdsChecked(
    parseRepositoryConfig(text, "acme/.github: .devflow.yml"),
    ["py-a"],
  );
  expect(problems.map(({ message }) => message)).toEqual([
    'names a rule that does not exist: "js-gone"',
  ]);
});

test("an unknown rule id is a problem at its line, with the nearest one", () => {
  const checked = withRuleIdsChecked(parsed, ["js-so-such", "py-a", "py-c", "team-x"]);
  const added = checked.problems.slice(parsed.problems.length);
  expect(added.map(({ source, line, message }) => `${source}:${line} ${message}`)).toEqual([
    '.devflow.yml:8 names a rule that does not exist: "js-no-such", probably js-so-such is meant',
    '.devflow.yml:10 names a rule that does not exist: "py-b", probably py-a is meant',
    'web/.devflow.yml:5 names a rule that does not exist: "x", probably team-x is meant',
  ]);
});
