import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type ConfiguredSeverity,
  describeProblem,
  folderSettings,
  maxFolderFiles,
  parseRepositoryConfig,
  withFolders,
} from "../src/index.ts";

const root = (text: string) => parseRepositoryConfig(text, ".devflow.yml");
const file = (folder: string, text: string) => ({ path: `${folder}/.devflow.yml`, text });

describe("the file of a folder", () => {
  const parsed = withFolders(
    root("review:\n  minimum_severity: high\n  instructions: All.\nrules:\n  disabled: [a, b]\n"),
    [
      file("services/pay", "review:\n  minimum_severity: low\n  instructions: Money.\n"),
      file("services", "review:\n  categories: {style: on}\nrules:\n  disabled: [c]\n"),
    ],
  );

  test("goes before those above it, key by key", () => {
    const { config } = folderSettings(parsed, "services/pay/src/a.ts");
    expect(config.review.minimumSeverity).toBe("low");
    expect(config.review.categories.style).toBe(true);
    expect(config.rules.disabled).toEqual(["c"]);
    expect(config.review.maxFindings).toBe(5);
  });

  test("says nothing about other folders, also not about one whose name begins alike", () => {
    for (const path of ["services-old/a.ts", "a.ts", "services.ts"]) {
      expect(folderSettings(parsed, path).config).toEqual(parsed.config);
    }
    const { config } = folderSettings(parsed, "services/payments/a.ts");
    expect(config.review.minimumSeverity).toBe("high");
  });

  test("adds its instructions to those above it", () => {
    const { levels } = folderSettings(parsed, "services/pay/a.ts");
    expect(levels.map(({ folder, instructions }) => [folder, instructions])).toEqual([
      ["", "All."],
      ["services", ""],
      ["services/pay", "Money."],
    ]);
  });

  test("is told what only the root may say, and the key has no effect", () => {
    const text =
      "review:\n  fail_on: low\n  hold: true\n  enabled: false\n  profile: strict\n  minimum_severity: low\nlimits:\n  tokens_per_day: 9000\ncommands:\n  permissions: {review: anyone}\n";
    const { problems, folders, config } = withFolders(root(""), [file("web", text)]);
    expect(problems.map(({ source, line, path }) => [source, line, path])).toEqual([
      ["web/.devflow.yml", 2, "review.fail_on"],
      ["web/.devflow.yml", 3, "review.hold"],
      ["web/.devflow.yml", 4, "review.enabled"],
      ["web/.devflow.yml", 5, "review.profile"],
      ["web/.devflow.yml", 8, "limits.tokens_per_day"],
      ["web/.devflow.yml", 10, "commands.permissions.review"],
    ]);
    expect(describeProblem(problems[0]!)).toBe(
      "line 2, review.fail_on: holds for the whole repository and is only read from .devflow.yml at its root. Right: in a folder, one of review.minimum_severity, review.minimum_confidence, review.categories, review.ignore_paths, review.instructions, review.path_instructions, rules.disabled, rules.severity.",
    );
    expect([...folders[0]!.written.keys()]).toEqual(["review.minimum_severity"]);
    expect(config).toEqual(root("").config);
  });

  test("is told of its unknown keys and bad values like the root's", () => {
    const { problems } = withFolders(root(""), [file("web", "review:\n  minimum_severty: low\n")]);
    expect(problems).toMatchObject([
      {
        source: "web/.devflow.yml",
        line: 2,
        message: "is not known, probably minimum_severity is meant",
      },
    ]);
  });

  test("may name as many rules as fit into it, beside those of the root", () => {
    const severities = (letter: string) =>
      `rules:\n  severity:\n${Array.from({ length: 90 }, (_, i) => `    ${letter}${i}: low\n`).join("")}`;
    const many = withFolders(root(severities("a")), [file("web", severities("b"))]);
    expect(many.problems).toEqual([]);
    expect(Object.keys(folderSettings(many, "web/a.ts").config.rules.severity)).toHaveLength(180);
  });

  test("is one of a bounded number: the deepest are left out, and one problem says so", () => {
    const files = Array.from({ length: maxFolderFiles + 20 }, (_, index) =>
      file(index < 30 ? `deep/a${index}` : `b${index}`, "review:\n  minimum_severity: low\n"),
    );
    const { folders, problems } = withFolders(root(""), files);
    expect(folders).toHaveLength(maxFolderFiles);
    expect(folders.filter(({ folder }) => folder.startsWith("deep/"))).toHaveLength(10);
    expect(problems).toHaveLength(1);
  });
});

test("the value for a path is the nearest definition, for any tree of folders", () => {
  const severity = fc.constantFrom<ConfiguredSeverity>("low", "medium", "high", "critical");
  const segment = fc.constantFrom("a", "ab", "b");
  const folder = fc.array(segment, { minLength: 1, maxLength: 4 }).map((names) => names.join("/"));
  const definition = fc.record(
    { severity, isStyleOn: fc.boolean(), ruleSeverity: severity },
    { requiredKeys: [] },
  );
  type Definition = { severity?: string; isStyleOn?: boolean; ruleSeverity?: string };
  const textOf = ({ severity: minimum, isStyleOn, ruleSeverity }: Definition) =>
    JSON.stringify({
      review: {
        ...(minimum === undefined ? {} : { minimum_severity: minimum }),
        ...(isStyleOn === undefined ? {} : { categories: { style: isStyleOn } }),
      },
      rules: ruleSeverity === undefined ? {} : { severity: { x: ruleSeverity } },
    });
  fc.assert(
    fc.property(
      definition,
      fc.dictionary(folder, definition, { maxKeys: 8 }),
      folder,
      (atRoot, folders, where) => {
        const parsed = withFolders(
          root(textOf(atRoot)),
          Object.entries(folders).map(([path, each]) => file(path, textOf(each))),
        );
        expect(parsed.problems).toEqual([]);
        const { config } = folderSettings(parsed, `${where}/file.ts`);
        // Looked up from the file upwards, folder by folder: another way than the code's merge.
        const nearest = <K extends keyof Definition>(name: K): Definition[K] => {
          for (let at = where; at !== ""; at = at.slice(0, Math.max(0, at.lastIndexOf("/")))) {
            const value = Object.hasOwn(folders, at) ? folders[at]![name] : undefined;
            if (value !== undefined) return value;
          }
          return atRoot[name];
        };
        expect(config.review.minimumSeverity).toBe(nearest("severity") ?? "medium");
        expect(config.review.categories.style).toBe(nearest("isStyleOn") ?? false);
        expect(config.rules.severity.x).toBe(nearest("ruleSeverity"));
      },
    ),
    { numRuns: 200 },
  );
});
