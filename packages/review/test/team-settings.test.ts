import { describeProblem, parseRepositoryConfig } from "@devflow/config";
import { bundledRules } from "@devflow/syntax";
import { describe, expect, test } from "vitest";
import type { BaseFiles } from "../src/team/base-files.ts";
import { policyForChange } from "../src/team/policy-for-change.ts";
import { readTeamSettings } from "../src/team/read-team-settings.ts";
import { teamLimits } from "../src/team/team-limits.ts";
import { changedFile } from "./builders.ts";

const bundled = await bundledRules();
const root = (text = "") => parseRepositoryConfig(text, ".devflow.yml");

interface MemoryFiles extends BaseFiles {
  reads: string[];
}

function baseOf(files: Record<string, string>, isComplete = true): MemoryFiles {
  const reads: string[] = [];
  return {
    reads,
    list: async (folder) => ({
      files: Object.entries(files)
        .filter(([path]) => folder === "" || path.startsWith(`${folder}/`))
        .map(([path, text]) => ({ path, blobSha: text, sizeBytes: text.length })),
      isComplete: isComplete || folder !== "",
    }),
    read: async (path, maxBytes) => {
      reads.push(path);
      const text = files[path] ?? null;
      return text === null || text.length > maxBytes ? null : text;
    },
  };
}

const rule = (id: string, more = "") =>
  `id: ${id}\nlanguage: python\nmessage: Use our logger.\nrule:\n  pattern: print($A)\n${more}`;

describe("readTeamSettings", () => {
  test("brings the files of folders and the team's rules together", async () => {
    const base = baseOf({
      "web/.devflow.yml": "rules:\n  disabled: [team-no-print]\n",
      ".devflow/rules/python/no-print.yml": rule("no-print"),
      ".devflow/rules/tests/no-print-test.yml": "id: no-print\nvalid: []\n",
      "other/.devflow/rules/a.yml": rule("elsewhere"),
    });
    const { configuration, rules } = await readTeamSettings(root(), bundled, base);
    expect(configuration.problems).toEqual([]);
    expect(configuration.folders.map(({ folder }) => folder)).toEqual(["web"]);
    expect(rules.rules).toHaveLength(bundled.rules.length + 1);
    expect(rules.rules.map(({ id }) => id)).toContain("team-no-print");
  });

  test("tells of a root file that is no text or far too large, and reads a good one once", async () => {
    const told = async (text: string | null, parsed = "") => {
      const base = baseOf({ ".devflow.yml": text ?? "" });
      const read = base.read;
      if (text === null) base.read = async () => null;
      else base.read = read;
      const { configuration } = await readTeamSettings(root(parsed), bundled, base);
      return { problems: configuration.problems.map(describeProblem), reads: base.reads.length };
    };
    const unread = "the file: cannot be read. Right: UTF-8 text of at most 65536 bytes.";
    expect((await told(null)).problems).toEqual([unread]);
    expect((await told("#".repeat(teamLimits.configBytes + 1))).problems).toEqual([unread]);
    expect(await told("# nothing yet\n")).toEqual({ problems: [], reads: 1 });
    const text = "review:\n  drafts: true\n";
    expect(await told(text, text)).toEqual({ problems: [], reads: 0 });
  });

  test("names problems of rules and unknown rule ids with their file", async () => {
    const base = baseOf({
      ".devflow/rules/broken.yml": "id: broken\nlanguage: cobol\nrule: {pattern: a}\n",
      ".devflow/rules/print.yml": rule("print"),
      "web/.devflow.yml": "rules:\n  disabled:\n    - print\n",
      "api/.devflow.yml": "x".repeat(teamLimits.configBytes + 1),
      "docs/.devflow.yaml": "review:\n  minimum_severity: low\n",
    });
    const { configuration } = await readTeamSettings(
      root("rules:\n  severity: {js-dynamic-cod: low}\n"),
      bundled,
      base,
    );
    const told = configuration.problems.map((each) => `${each.source}: ${describeProblem(each)}`);
    expect(told).toEqual([
      '.devflow.yml: line 2, rules.severity: names a rule that does not exist: "js-dynamic-cod", probably js-dynamic-code is meant. Right: the id of a built-in rule, or of a team\'s rule with team- in front.',
      'web/.devflow.yml: line 3, rules.disabled: names a rule that does not exist: "print", probably team-print is meant. Right: the id of a built-in rule, or of a team\'s rule with team- in front.',
      "api/.devflow.yml: the file: cannot be read. Right: UTF-8 text of at most 65536 bytes.",
      "docs/.devflow.yaml: the file: is not read. Right: the name .devflow.yml.",
      expect.stringMatching(/^\.devflow\/rules\/broken\.yml: the file: broken: .*cobol/),
    ]);
  });

  test("reads and compiles rules once for each state of their folder", async () => {
    const files = { ".devflow/rules/once.yml": rule("once") };
    const base = baseOf(files);
    await Promise.all([
      readTeamSettings(root(), bundled, base),
      readTeamSettings(root(), bundled, base),
    ]);
    expect(base.reads).toEqual([".devflow/rules/once.yml"]);
    const changed = baseOf({ ".devflow/rules/once.yml": rule("once-more") });
    const { rules } = await readTeamSettings(root(), bundled, changed);
    expect(rules.rules.map(({ id }) => id)).toContain("team-once-more");
  });

  test("tells it when the host does not list everything, and asks for the rules alone", async () => {
    const base = baseOf({ ".devflow/rules/large.yml": rule("large") }, false);
    const { configuration, rules } = await readTeamSettings(root(), bundled, base);
    expect(configuration.problems).toHaveLength(1);
    expect(rules.rules.map(({ id }) => id)).toContain("team-large");
  });
});

describe("conventions", () => {
  const change = (...paths: string[]) => ({
    files: paths.map((path) => changedFile(path, ["-a", "+b"])),
    unreadable: [],
  });
  async function guidesFor(base: BaseFiles, paths: string[], config = ""): Promise<string[]> {
    const settings = await readTeamSettings(root(config), bundled, base);
    const { conventions } = await policyForChange(settings, change(...paths), base);
    return conventions.map(({ path }) => path);
  }

  const base = baseOf({
    "AGENTS.md": "Root.",
    "CLAUDE.md": "Root.",
    "REVIEW.md": "Review.",
    ".cursor/rules/style.mdc": "Style.",
    ".github/copilot-instructions.md": "Copilot.",
    "web/AGENTS.md": "Web.",
    "web/pages/CLAUDE.md": "Pages.",
    "api/AGENTS.md": "Api.",
    "docs/GUIDE.md": "Guide.",
  });

  test("are those of the root and of the folders of changed files, each text once", async () => {
    expect(await guidesFor(base, ["web/pages/a.ts"])).toEqual([
      "AGENTS.md",
      ".cursor/rules/style.mdc",
      ".github/copilot-instructions.md",
      "REVIEW.md",
      "web/AGENTS.md",
      "web/pages/CLAUDE.md",
    ]);
  });

  test("leave out a guide that the change itself edits", async () => {
    const guides = await guidesFor(base, ["api/a.ts", "api/AGENTS.md", "REVIEW.md"]);
    expect(guides).not.toContain("api/AGENTS.md");
    expect(guides).not.toContain("REVIEW.md");
    expect(guides).toContain("AGENTS.md");
  });

  test("are the files that the team names", async () => {
    const config = "conventions:\n  files: [docs/GUIDE.md]\n";
    expect(await guidesFor(base, ["a.ts"], config)).toEqual(["docs/GUIDE.md"]);
  });

  test("are bounded, each and together", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [
        `.cursor/rules/${index}.mdc`,
        `${index} `.repeat(9_000),
      ]),
    );
    const large = baseOf(files);
    const settings = await readTeamSettings(root(), bundled, large);
    const { conventions } = await policyForChange(settings, change("a.ts"), large);
    const lengths = conventions.map(({ text }) => text.length);
    expect(Math.max(...lengths)).toBe(teamLimits.guideCharacters);
    expect(lengths.reduce((a, b) => a + b)).toBe(teamLimits.allGuidesCharacters);
  });
});
