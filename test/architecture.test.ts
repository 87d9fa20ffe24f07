import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Lang, parse, type SgNode } from "@ast-grep/napi";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const pages = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"];
const guides = readdirSync(join(root, "docs"))
  .filter((name) => name.endsWith(".md"))
  .map((name) => `docs/${name}`);

const read = (path: string) => readFileSync(join(root, path), "utf8");

/** Every TypeScript file of ours, by its path from the root. */
const sources = globSync(["{apps,packages}/*/{src,test}/**/*.ts", "{scripts,bench,test}/**/*.ts"], {
  cwd: root,
}).sort();
const isProduct = (path: string) => /^(apps|packages)\/(?!testkit\/)[^/]+\/src\//.test(path);
const isTest = (path: string) => /^test\/|\/test\//.test(path);

interface Place {
  path: string;
  node: SgNode;
}

/** The matches in the files, as `path:line`. */
function placesOf(files: readonly string[], find: (root: SgNode) => SgNode[]): string[] {
  return nodesOf(files, find).map(({ path, node }) => `${path}:${node.range().start.line + 1}`);
}

const trees = new Map<string, SgNode>();

function treeOf(path: string): SgNode {
  const tree = trees.get(path) ?? parse(Lang.TypeScript, read(path)).root();
  trees.set(path, tree);
  return tree;
}

function nodesOf(files: readonly string[], find: (root: SgNode) => SgNode[]): Place[] {
  return files.flatMap((path) => find(treeOf(path)).map((node) => ({ path, node })));
}

describe("the documents", () => {
  /** Paths of this repository in inline code; `<name>` and `*` stand for anything. */
  const pathsIn = (page: string) =>
    [...withoutBlocks(read(page)).matchAll(/`([^`\s]+)`/g)]
      .map((match) => match[1] ?? "")
      .filter((word) =>
        /^(apps|packages|scripts|test|migrations|rules|docs|deploy|bench|examples|\.ci)\//.test(
          word,
        ),
      );

  test.each([...pages, ...guides])("%s names only paths that exist", (page) => {
    const missing = pathsIn(page).filter((path) => {
      const pattern = path.replace(/<[^>]*>/g, "*");
      return globSync(pattern, { cwd: root }).length === 0;
    });
    expect(missing).toEqual([]);
  });

  test.each([...pages, ...guides])("%s links only to files that exist", (page) => {
    const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(
      ([, to]) => to ?? "",
    );
    expect(links.filter((to) => !existsSync(join(root, dirname(page), to)))).toEqual([]);
  });

  test.each(["README.md", "CONTRIBUTING.md"])("%s names only commands that exist", (page) => {
    const scriptsOf = (folder: string) =>
      Object.keys(JSON.parse(read(join(folder, "package.json"))).scripts);
    const commands = readdirSync(join(root, "apps/cli/src/commands"));
    const named = (pattern: RegExp) => [...read(page).matchAll(pattern)].map(([, name]) => name);
    const run = [...read(page).matchAll(/npm run ([\w:-]*\w)(?: -w (\S+))?/g)];
    const isThere = ([, name = "", folder = "."]: RegExpMatchArray) =>
      scriptsOf(folder).includes(name);
    expect(run.filter((each) => !isThere(each))).toEqual([]);
    expect(
      named(/npx devflow ([a-z]+)/g).filter((name) => !commands.includes(`${name}.ts`)),
    ).toEqual([]);
  });

  test("README.md knows how many rules there are", () => {
    const rules = globSync("rules/!(tests)/*.yml", { cwd: root });
    expect(read("README.md")).toContain(`[${rules.length} rules]`);
  });

  test("the code map has a paragraph for every app and package", () => {
    const rooms = globSync("{apps,packages}/*/package.json", { cwd: root }).map((file) =>
      dirname(file),
    );
    const map = read("ARCHITECTURE.md");
    expect(rooms.length).toBeGreaterThan(10);
    expect(rooms.filter((room) => !map.includes(`\n**\`${room}\`** `))).toEqual([]);
  });

  test("the data model names every table", () => {
    const migrations = globSync("migrations/*.sql", { cwd: root }).map(read);
    const tablesOf = (statement: RegExp) =>
      migrations.flatMap((sql) => [...sql.matchAll(statement)].map(([, table]) => table));
    const dropped = new Set(tablesOf(/^DROP TABLE (\w+)/gm));
    const created = tablesOf(/^CREATE TABLE (\w+)/gm).filter((table) => !dropped.has(table));
    const model = read("ARCHITECTURE.md");
    expect(created.length).toBeGreaterThan(10);
    expect(created.filter((table) => !model.includes(`\`${table}\``))).toEqual([]);
  });

  test("the architecture fits into 340 lines", () => {
    expect(read("ARCHITECTURE.md").split("\n").length).toBeLessThanOrEqual(340);
  });
});

/** Fenced blocks hold output and examples, not paths of ours. */
function withoutBlocks(text: string): string {
  return text.replace(/^ *(`{3,})[\s\S]*?^ *\1/gm, "");
}

describe("the source", () => {
  test("is found", () => {
    expect(sources.length).toBeGreaterThan(500);
  });

  test("has kebab-case file names", () => {
    const word = /^[a-z0-9]+(-[a-z0-9]+)*$/;
    const odd = sources.filter((path) =>
      path.split("/").some((part) => !part.split(".").every((piece) => word.test(piece))),
    );
    expect(odd).toEqual([]);
  });

  test("has no file of more than 400 lines", () => {
    expect(sources.filter((path) => read(path).split("\n").length > 401)).toEqual([]);
  });

  /** The callbacks of describe and test are lists of tests, not functions that one reads. */
  test("has no function of more than 70 lines outside of tests", () => {
    const kinds = ["function_declaration", "method_definition", "arrow_function"].map((kind) => ({
      kind,
    }));
    const files = sources.filter((path) => !isTest(path));
    const long = placesOf(files, (tree) =>
      tree.findAll({ rule: { any: kinds } }).filter((node) => {
        const { start, end } = node.range();
        return end.line - start.line + 1 > 70;
      }),
    );
    expect(long).toEqual([]);
  });

  test("waits for conditions in tests, never for time", () => {
    const timers = /^(setTimeout|setInterval|sleep|delay)$/;
    const calls = placesOf(sources.filter(isTest), (tree) => [
      ...tree.findAll({ rule: { pattern: "$TIMER($$$)" } }).filter((node) => {
        return timers.test(node.getMatch("TIMER")?.text() ?? "");
      }),
      ...tree.findAll({
        rule: { kind: "import_statement", regex: "timers/promises" },
      }),
    ]);
    expect(calls).toEqual([]);
  });

  test("reads the environment in two places only", () => {
    const readers = nodesOf(sources.filter(isProduct), (tree) =>
      tree.findAll({ rule: { pattern: "process.env" } }),
    ).map(({ path }) => path);
    expect([...new Set(readers)]).toEqual([
      "packages/config/src/environment.ts",
      "packages/git/src/git-environment.ts",
    ]);
  });

  test("logs static messages, with the values in fields", () => {
    const levels = /^(trace|debug|info|warn|error|fatal)$/;
    const isLogCall = (call: SgNode) =>
      /(^|[.#])log(ger)?$/i.test(call.getMatch("LOG")?.text() ?? "") &&
      levels.test(call.getMatch("LEVEL")?.text() ?? "");
    const message = (call: SgNode) =>
      call
        .getMultipleMatches("ARGUMENTS")
        .filter((node) => node.isNamed())
        .at(-1);
    const built = placesOf(sources.filter(isProduct), (tree) =>
      tree
        .findAll({ rule: { pattern: "$LOG.$LEVEL($$$ARGUMENTS)" } })
        .filter((call) => isLogCall(call) && message(call)?.kind() !== "string"),
    );
    expect(built).toEqual([]);
  });

  test("never branches on the message of an error", () => {
    const compared = placesOf(sources.filter(isProduct), (tree) =>
      tree.findAll({
        rule: {
          any: [
            { pattern: "$ERROR.message.includes($$$)" },
            { pattern: "$ERROR.message.startsWith($$$)" },
            { pattern: "$ERROR.message.match($$$)" },
            { pattern: "$ERROR.message === $TEXT" },
            { pattern: "$PATTERN.test($ERROR.message)" },
          ],
        },
      }),
    );
    expect(compared).toEqual([]);
  });

  test("starts processes without a shell", () => {
    const shells = placesOf(sources.filter(isProduct), (tree) =>
      tree.findAll({
        rule: { any: [{ kind: "pair", regex: "^shell:" }, { pattern: "exec($$$)" }] },
      }),
    );
    expect(shells).toEqual([]);
  });

  test("leaves nothing for later", () => {
    const marks = /\b(TODO|FIXME|XXX|HACK)\b/;
    const later = sources.filter((path) => path !== "test/architecture.test.ts");
    expect(later.filter((path) => marks.test(read(path)))).toEqual([]);
  });
});

describe("what is asked of models is told in the audit log, so it is asked only", () => {
  /** How it is told stands in the files themselves. */
  test.each([
    ["createExpert", ["packages/expert/src/askable-expert.ts"]],
    [
      "$_.askedBy",
      [
        "apps/cli/src/local/tell-locally.ts",
        "apps/gateway/src/assist/told-reviewer.ts",
        "apps/indexer/src/export/comment-window.ts",
        "apps/indexer/src/export/synthetic-by.ts",
        "apps/worker/src/experts/audited-expert.ts",
        "packages/expert/src/adapters/with-model.ts",
        "packages/expert/src/askable-expert.ts",
      ],
    ],
    [
      // A text of our own, which is told to nobody.
      "probing",
      [
        "apps/cli/src/doctor/check-expert.ts",
        "packages/expert/src/adapters/adapter-loader.ts",
        "packages/expert/src/adapters/probe-expert.ts",
      ],
    ],
    // Of the assistant: completions by the minute, reviews as above, all other answers by their Recorder.
    ["createCodeExpert", ["packages/expert/src/routing/assistant-experts.ts"]],
    ["createAssistantExperts", ["apps/gateway/src/open-services.ts"]],
    [
      "$_.route",
      [
        "apps/gateway/src/assist/chat-routes.ts",
        "apps/gateway/src/assist/review-routes.ts",
        "apps/gateway/src/assist/run-assist.ts",
        "apps/gateway/src/completions/serve-completion.ts",
      ],
    ],
    ["createTranscriber", ["apps/gateway/src/assist/voice-routes.ts"]],
    ["createSpeaker", ["apps/gateway/src/assist/voice-routes.ts"]],
    ["createEndpointEmbedder", ["packages/engines/src/open-embedder.ts"]],
  ])("by %s in places that are known here", (callee, places) => {
    const pattern = `${callee}($$$)`;
    const used = sources.filter(isProduct).filter((path) => {
      if (!read(path).includes(`${callee.replace("$_", "")}(`)) return false;
      const found = treeOf(path).findAll(pattern);
      // Fastify's routes have the same name.
      return found.some((node) => !node.text().startsWith("app."));
    });
    expect(used).toEqual(places);
  });
});
