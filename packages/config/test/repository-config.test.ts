import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  defaultRepositoryConfig,
  describeProblem,
  mergeRepositoryConfig,
  parseRepositoryConfig,
} from "../src/index.ts";

const source = ".devflow.yml";
const parse = (text: string) => parseRepositoryConfig(text, source);
const problemsOf = (text: string) => parse(text).problems.map(describeProblem);

test("an empty file is a repository that says nothing", () => {
  for (const text of ["", "# later\n", "review:\nrules:\n", "---\n"]) {
    expect(parse(text)).toEqual(defaultRepositoryConfig());
  }
  expect(defaultRepositoryConfig().config).toEqual({
    review: {
      enabled: true,
      drafts: false,
      bots: false,
      skipLabels: ["devflow:skip", "no-review"],
      skipTitles: [],
      baseBranches: [],
      minimumSeverity: "low",
      maxFindings: 10,
      ignorePaths: [],
      instructions: "",
      failOn: null,
    },
    rules: { disabled: [] },
    index: { ignorePaths: [] },
  });
});

test("every key is read", () => {
  const { config, problems } = parse(`
review:
  enabled: false
  drafts: true
  bots: true
  skip_labels: [wip]
  skip_titles: ["[skip review]"]
  base_branches: [main, "release/*"]
  minimum_severity: medium
  max_findings: 5
  ignore_paths: ["docs/**"]
  instructions: |
    We use tabs.
  fail_on: critical
rules:
  disabled: [no-eval]
index:
  ignore_paths: [third_party/**]
`);
  expect(problems).toEqual([]);
  expect(config).toEqual({
    review: {
      enabled: false,
      drafts: true,
      bots: true,
      skipLabels: ["wip"],
      skipTitles: ["[skip review]"],
      baseBranches: ["main", "release/*"],
      minimumSeverity: "medium",
      maxFindings: 5,
      ignorePaths: ["docs/**"],
      instructions: "We use tabs.\n",
      failOn: "critical",
    },
    rules: { disabled: ["no-eval"] },
    index: { ignorePaths: ["third_party/**"] },
  });
});

describe("a wrong file", () => {
  test("keeps what is right and says what is not, key by key", () => {
    const text = `review:
  drafts: true
  enabled: nope
  max_finding: 3
  max_findings: 700
  skip_labels: [a, 5]
  instructions:
rule:
  disabled: [x]
index: 7
`;
    expect(problemsOf(text)).toMatchInlineSnapshot(`
      [
        "line 3, review.enabled: is "nope". Right: true or false.",
        "line 4, review.max_finding: is not known, probably max_findings is meant. Right: one of enabled, drafts, bots, skip_labels, skip_titles, base_branches, minimum_severity, max_findings, ignore_paths, instructions, fail_on.",
        "line 5, review.max_findings: is 700. Right: a whole number from 1 to 50.",
        "line 6, review.skip_labels.1: is 5. Right: a list of at most 100 labels of at most 200 characters each.",
        "line 7, review.instructions: is empty. Right: a text of at most 2000 characters.",
        "line 8, rule: is not known, probably rules is meant. Right: one of review, rules, index.",
        "line 10, index: is 7. Right: a map of keys.",
      ]
    `);
    expect(parse(text).config).toEqual({
      ...defaultRepositoryConfig().config,
      review: { ...defaultRepositoryConfig().config.review, drafts: true },
    });
    expect(parse(text).problems.every((problem) => problem.source === source)).toBe(true);
  });

  test.each([
    ["a key given twice", "review:\n  drafts: true\n  drafts: false\n", 3],
    ["a syntax error", "review: [\n", 2],
    ["an alias", "a: &a [x]\nreview:\n  skip_labels: *a\n", 3],
    ["two documents", "review: {}\n---\nreview: {}\n", 2],
    ["a list at the root", "- review\n", 1],
    ["a text at the root", "review\n", 1],
    ["deep nesting", "[".repeat(50_000), 1],
    ["too many bytes", `# ${"ä".repeat(40_000)}`, null],
  ])("with %s is refused as a whole", (_case, text, line) => {
    const parsed = parse(text);
    expect(parsed.problems).toMatchObject([{ path: "", line }]);
    expect(parsed.config).toEqual(defaultRepositoryConfig().config);
  });

  test("with thousands of wrong keys gives a readable number of problems", () => {
    const text = Array.from({ length: 3000 }, (_, i) => `key${i}: 1`).join("\n");
    expect(parse(text).problems).toHaveLength(25);
  });

  test("cannot reach prototypes", () => {
    const parsed = parse("__proto__: { review: 1 }\nreview:\n  __proto__: { enabled: false }\n");
    expect(parsed.problems.map((problem) => problem.path)).toEqual(
      expect.arrayContaining(["__proto__", "review.__proto__"]),
    );
    expect(parsed.config).toEqual(defaultRepositoryConfig().config);
  });

  test("never throws and always gives a whole configuration", () => {
    const keys = ["review", "rules", "index", "enabled", "max_findings", "disabled", "fail_on"];
    const value = fc.anything({
      key: fc.oneof(fc.constantFrom(...keys), fc.string()),
      maxDepth: 3,
    });
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 200 }),
      value.map((anything) => JSON.stringify(anything) ?? ""),
    );
    fc.assert(
      fc.property(text, (input) => {
        const { config, problems } = parse(input);
        expect(config.review.maxFindings).toBeGreaterThan(0);
        expect(problems.length).toBeLessThanOrEqual(25);
      }),
      { numRuns: 150 },
    );
  });
});

describe("an organisation's file", () => {
  const organisation = parseRepositoryConfig(
    "review:\n  max_findings: 3\n  skip_labels: [org]\nrules:\n  disabled: [a]\nwrong: 1\n",
    "acme/.github",
  );

  test("fills in what the repository does not say", () => {
    const repository = parse("review:\n  skip_labels: [repo]\n  max_findings: 999\n");
    const { config, problems } = mergeRepositoryConfig(organisation, repository);
    expect(config.review).toMatchObject({ skipLabels: ["repo"], maxFindings: 3, drafts: false });
    expect(config.rules.disabled).toEqual(["a"]);
    expect(problems.map(({ source: from, path }) => [from, path])).toEqual([
      ["acme/.github", "wrong"],
      [".devflow.yml", "review.max_findings"],
    ]);
  });

  test("can be merged from either side with nothing", () => {
    const nothing = defaultRepositoryConfig();
    expect(mergeRepositoryConfig(nothing, organisation)).toEqual(organisation);
    expect(mergeRepositoryConfig(organisation, nothing)).toEqual(organisation);
  });
});
