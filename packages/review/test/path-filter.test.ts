import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pathFilter } from "../src/scope/path-filter.ts";

const filter = (...patterns: string[]) => pathFilter([{ folder: "", patterns }]);

test.each([
  ["a pattern without a slash in any folder", ["*.sql"], "db/deep/a.sql", true],
  ["a rooted one at the root", ["/legacy"], "legacy/a.ts", true],
  ["a rooted one only there", ["/legacy"], "src/legacy/a.ts", false],
  ["a folder and all that is in it", ["docs/api/"], "docs/api/x/y.ts", true],
  ["no file whose name only begins alike", ["docs/api/"], "docs/apis.ts", false],
  ["a pattern with a slash only from the root", ["docs/**"], "web/docs/a.md", false],
  ["braces", ["src/**/*.{js,ts}"], "src/a/b.ts", true],
  ["braces taken back", ["*.ts", "!{a,b}.ts"], "x/b.ts", false],
  ["what a later pattern takes back in", ["docs/*", "!docs/api.md"], "docs/api.md", false],
  ["nothing below an ignored folder again", ["docs/", "!docs/api.md"], "docs/api.md", true],
  ["comments as nothing", ["# *.ts"], "a.ts", false],
  ["case as it is", ["README.md"], "readme.md", false],
])("takes %s", (_case, patterns, path, expected) => {
  expect(filter(...patterns)(path)).toBe(expected);
});

test("braces that stand for very many names are cut short, in no time", () => {
  const isIgnored = filter("{1..99999}{1..99999}", "*.sql");
  expect(isIgnored("a.sql")).toBe(true);
});

describe("in several folders", () => {
  const isIgnored = pathFilter([
    { folder: "", patterns: ["*.sql", "gen/"] },
    { folder: "services/pay", patterns: ["!schema.sql", "/tmp", "!gen/"] },
  ]);

  test.each([
    ["services/pay/db/schema.sql", false],
    ["services/pay/db/other.sql", true],
    ["services/schema.sql", true],
    ["services/pay/tmp/a.ts", true],
    ["services/pay/src/tmp/a.ts", false],
    ["services/tmp/a.ts", false],
    ["services/pay/gen/a.ts", false],
    ["services/api/gen/a.ts", true],
  ])("the nearest pattern decides about %s", (path, expected) => {
    expect(isIgnored(path)).toBe(expected);
  });
});

describe("beside git itself", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "devflow-filter-"));
    spawnSync("git", ["init", "-q"], { cwd: folder });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("decides as git does, for any patterns without braces", () => {
    const name = fc.constantFrom("a", "b", "ab", "a.ts", "*.ts", "*", "a*", "?", "**", "[ab]");
    const pattern = fc
      .tuple(
        fc.constantFrom("", "", "!"),
        fc.constantFrom("", "", "/"),
        fc.array(name, { minLength: 1, maxLength: 3 }),
        fc.constantFrom("", "", "/"),
      )
      .map(([not, start, names, end]) => `${not}${start}${names.join("/")}${end}`);
    const part = fc.constantFrom("a", "b", "ab", "a.ts", "b.ts", "c");
    const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));
    const paths = fc.uniqueArray(path, { minLength: 5, maxLength: 10 });
    fc.assert(
      fc.property(fc.array(pattern, { minLength: 1, maxLength: 5 }), paths, (patterns, asked) => {
        writeFileSync(join(folder, ".gitignore"), `${patterns.join("\n")}\n`);
        const args = ["check-ignore", "--stdin", "--no-index"];
        const { stdout } = spawnSync("git", args, { cwd: folder, input: `${asked.join("\n")}\n` });
        const ignored = new Set(stdout.toString().split("\n"));
        const isIgnored = filter(...patterns);
        for (const each of asked)
          expect([each, isIgnored(each)]).toEqual([each, ignored.has(each)]);
      }),
      { numRuns: 60 },
    );
  });
});
