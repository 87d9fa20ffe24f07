import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  defaultRepositoryConfig,
  describeProblem,
  explainConfiguration,
  folderSettings,
  mergeRepositoryConfig,
  parseRepositoryConfig,
  repositoryJsonSchema,
  withFolders,
} from "../src/index.ts";

const source = ".devflow.yml";

/** Every key once, each with another value than its default. */
const everyKey = `
review:
  enabled: false
  drafts: true
  bots: true
  skip_labels: [wip]
  skip_titles: ["[skip review]"]
  skip_authors: ["*-bot"]
  base_branches: [main, "release/*"]
  head_branches: ["!renovate/**"]
  profile: strict
  minimum_severity: high
  minimum_confidence: 0.6
  max_findings: 7
  categories: { style: on, testing: off, security: true }
  passes: 3
  language: German
  hold: true
  fail_on: critical
  ignore_paths: ["docs/**", "!docs/api.md"]
  instructions: |
    We use tabs.
  path_instructions:
    - path: "*.sql"
      instructions: Postgres 15.
rules:
  disabled: [no-eval]
  severity:
    js-dynamic-code: critical
commands:
  permissions:
    ask: read
  disabled: [describe]
conventions:
  files: [GUIDE.md]
limits:
  tokens_per_review: 50000
  tokens_per_pull_request: 60000
  tokens_per_day: 70000
  seconds_per_review: 80
links:
  allowed_hosts: [Docs.Example.com]
index:
  ignore_paths: [third_party/**]
`;
const parse = (text: string) => parseRepositoryConfig(text, source);
const problemsOf = (text: string) => parse(text).problems.map(describeProblem);

test("an empty file is a repository that says nothing", () => {
  for (const text of ["", "# later\n", "review:\nrules:\n", "---\n"]) {
    expect(parse(text)).toEqual(defaultRepositoryConfig());
  }
  expect(defaultRepositoryConfig().config).toMatchInlineSnapshot(`
    {
      "commands": {
        "disabled": [],
        "permissions": {
          "ask": "write",
          "config": "read",
          "describe": "write",
          "dismiss": "write",
          "docs": "write",
          "drop": "write",
          "edit": "write",
          "explain": "write",
          "fix": "write",
          "forget": "write",
          "help": "anyone",
          "improve": "write",
          "pause": "write",
          "publish": "write",
          "remember": "write",
          "resolve": "write",
          "resume": "write",
          "review": "write",
          "test": "write",
        },
      },
      "conventions": {
        "files": [
          "AGENTS.md",
          "CLAUDE.md",
          ".cursorrules",
          ".cursor/rules/*",
          ".github/copilot-instructions.md",
          "REVIEW.md",
        ],
      },
      "index": {
        "ignorePaths": [],
      },
      "limits": {
        "secondsPerReview": 1800,
        "tokensPerDay": 20000000,
        "tokensPerPullRequest": 5000000,
        "tokensPerReview": 1000000,
      },
      "links": {
        "allowedHosts": [],
      },
      "review": {
        "baseBranches": [],
        "bots": false,
        "categories": {
          "api_misuse": true,
          "compatibility": true,
          "concurrency": true,
          "correctness": true,
          "error_handling": true,
          "maintainability": true,
          "performance": true,
          "security": true,
          "style": false,
          "testing": true,
        },
        "drafts": false,
        "enabled": true,
        "failOn": null,
        "headBranches": [],
        "hold": false,
        "ignorePaths": [],
        "instructions": "",
        "language": "",
        "maxFindings": 5,
        "minimumConfidence": 0.5,
        "minimumSeverity": "medium",
        "passes": 1,
        "pathInstructions": [],
        "profile": "balanced",
        "skipAuthors": [],
        "skipLabels": [
          "devflow:skip",
          "no-review",
        ],
        "skipTitles": [],
      },
      "rules": {
        "disabled": [],
        "severity": {},
      },
    }
  `);
});

test("every key is read", () => {
  const { config, problems, written } = parse(everyKey);
  expect(problems).toEqual([]);
  expect(config).toMatchInlineSnapshot(`
    {
      "commands": {
        "disabled": [
          "describe",
        ],
        "permissions": {
          "ask": "read",
          "config": "read",
          "describe": "write",
          "dismiss": "write",
          "docs": "write",
          "drop": "write",
          "edit": "write",
          "explain": "write",
          "fix": "write",
          "forget": "write",
          "help": "anyone",
          "improve": "write",
          "pause": "write",
          "publish": "write",
          "remember": "write",
          "resolve": "write",
          "resume": "write",
          "review": "write",
          "test": "write",
        },
      },
      "conventions": {
        "files": [
          "GUIDE.md",
        ],
      },
      "index": {
        "ignorePaths": [
          "third_party/**",
        ],
      },
      "limits": {
        "secondsPerReview": 80,
        "tokensPerDay": 70000,
        "tokensPerPullRequest": 60000,
        "tokensPerReview": 50000,
      },
      "links": {
        "allowedHosts": [
          "docs.example.com",
        ],
      },
      "review": {
        "baseBranches": [
          "main",
          "release/*",
        ],
        "bots": true,
        "categories": {
          "api_misuse": true,
          "compatibility": true,
          "concurrency": true,
          "correctness": true,
          "error_handling": true,
          "maintainability": true,
          "performance": true,
          "security": true,
          "style": true,
          "testing": false,
        },
        "drafts": true,
        "enabled": false,
        "failOn": "critical",
        "headBranches": [
          "!renovate/**",
        ],
        "hold": true,
        "ignorePaths": [
          "docs/**",
          "!docs/api.md",
        ],
        "instructions": "We use tabs.
    ",
        "language": "German",
        "maxFindings": 7,
        "minimumConfidence": 0.6,
        "minimumSeverity": "high",
        "passes": 3,
        "pathInstructions": [
          {
            "instructions": "Postgres 15.",
            "path": "*.sql",
          },
        ],
        "profile": "strict",
        "skipAuthors": [
          "*-bot",
        ],
        "skipLabels": [
          "wip",
        ],
        "skipTitles": [
          "[skip review]",
        ],
      },
      "rules": {
        "disabled": [
          "no-eval",
        ],
        "severity": {
          "js-dynamic-code": "critical",
        },
      },
    }
  `);
  const sections = repositoryJsonSchema().properties as Record<string, { properties: object }>;
  const known = Object.entries(sections).flatMap(([section, { properties }]) =>
    Object.keys(properties).map((key) => `${section}.${key}`),
  );
  for (const key of known) {
    expect([...written.keys()].some((path) => `${path}.`.startsWith(`${key}.`))).toBe(true);
  }
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
        "line 4, review.max_finding: is not known, probably max_findings is meant. Right: one of enabled, drafts, bots, skip_labels, skip_titles, skip_authors, base_branches, head_branches, profile, minimum_severity, minimum_confidence, max_findings, categories, passes, language, hold, fail_on, ignore_paths, instructions, path_instructions.",
        "line 5, review.max_findings: is 700. Right: a whole number from 1 to 50.",
        "line 6, review.skip_labels.1: is 5. Right: a list of at most 100 labels of at most 200 characters each.",
        "line 7, review.instructions: is empty. Right: a text of at most 2000 characters.",
        "line 8, rule: is not known, probably rules is meant. Right: one of review, rules, commands, conventions, limits, links, index.",
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
    const keys = [
      ...["review", "rules", "index", "commands", "enabled", "max_findings", "disabled", "fail_on"],
      ...["categories", "style", "severity", "permissions", "ask", "path_instructions", "path"],
    ];
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
        const cascade = withFolders(parse(input), [{ path: "a/b/.devflow.yml", text: input }]);
        expect(folderSettings(cascade, "a/b/c.ts").config.review.maxFindings).toBeGreaterThan(0);
        expect(explainConfiguration(cascade, "a/b/c.ts").length).toBeGreaterThan(40);
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
