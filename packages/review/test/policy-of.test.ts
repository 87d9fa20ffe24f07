import { findingCategories, parseRepositoryConfig, withFolders } from "@devflow/config";
import { CATEGORIES } from "@devflow/expert";
import { expect, test } from "vitest";
import { policyOf } from "../src/policy-of.ts";

const parsed = withFolders(
  parseRepositoryConfig(
    `review:
  instructions: All.
  ignore_paths: ["*.sql"]
  path_instructions:
    - path: "*.tsx"
      instructions: Components.
rules:
  severity: { js-dynamic-code: critical }
`,
    ".devflow.yml",
  ),
  [
    {
      path: "web/.devflow.yml",
      text: `review:
  minimum_severity: high
  minimum_confidence: 0.9
  instructions: Web.
  ignore_paths: ["!seed.sql"]
  path_instructions:
    - path: /pages/**
      instructions: Pages.
rules:
  disabled: [js-no-such]
`,
    },
  ],
);

test("settings know the same categories as the expert", () => {
  expect([...findingCategories].sort()).toEqual(Object.keys(CATEGORIES).sort());
});

test("a path has the policy of its folder", () => {
  const { forPath } = policyOf(parsed);
  expect(forPath("api/a.ts")).toEqual({
    isIgnored: false,
    minimumSeverity: "medium",
    minimumConfidence: 0.5,
    disabledRules: new Set(),
    ruleSeverities: new Map([["js-dynamic-code", "critical"]]),
    disabledCategories: new Set(["style"]),
    instructions: "All.",
  });
  expect(forPath("web/a.ts")).toMatchObject({
    minimumSeverity: "high",
    minimumConfidence: 0.9,
    disabledRules: new Set(["js-no-such"]),
    instructions: "All.\n\nWeb.",
  });
});

test("words about a pattern go to its paths, counted from the folder of the file", () => {
  const { forPath } = policyOf(parsed);
  expect(forPath("api/a.tsx").instructions).toBe("All.\n\nComponents.");
  expect(forPath("web/pages/a.tsx").instructions).toBe("All.\n\nComponents.\n\nWeb.\n\nPages.");
  expect(forPath("pages/a.ts").instructions).toBe("All.");
});

test("a folder takes a file back in that the root leaves out", () => {
  const { forPath } = policyOf(parsed);
  expect(["web/seed.sql", "web/a.sql", "seed.sql"].map((path) => forPath(path).isIgnored)).toEqual([
    false,
    true,
    true,
  ]);
});

test("where there are more words than the window bears, the nearest stay", () => {
  const long = (letter: string) => `review:\n  instructions: "${letter.repeat(2000)}"\n`;
  const configuration = withFolders(parseRepositoryConfig(long("a"), ".devflow.yml"), [
    { path: "web/.devflow.yml", text: long("b") },
  ]);
  const { instructions } = policyOf(configuration).forPath("web/a.ts");
  expect(instructions).toHaveLength(3_000);
  expect(instructions).toMatch(/^a+\n\nb{2000}$/);
});
