import { createTestDatabase } from "@devflow/database/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fillBudget, type UnpricedItem } from "../src/context/fill-budget.ts";
import type { ContextItem } from "../src/index.ts";
import type { Files } from "./support/git-folder.ts";
import { type IndexedFolder, indexFolders } from "./support/indexed-folder.ts";

const settings = Array.from({ length: 40 }, (_, row) => `  option${row}Value: number;`).join("\n");
const fixtures: Record<string, Files> = {
  script: {
    "src/settings.ts": `export interface Settings {\n${settings}\n  databaseUrl: string;\n  tail: string;\n}\n`,
    "src/load.ts":
      'import type { Settings } from "./settings.ts";\n\nexport function loadSettings(): Settings {\n  return JSON.parse("{}");\n}\n',
    "src/index.ts": 'export * from "./load.ts";\nexport * from "./settings.ts";\n',
    "src/format.ts":
      "export function formatAddress(text: string): string {\n  return text.trim();\n}\n\nexport function formatPort(port: number): string {\n  return String(port);\n}\n",
    "src/start.ts": `import { loadSettings, type Settings } from "./index.ts";
import { formatAddress } from "./format.ts";

export function addressOf(settings: Settings) {
  return "";
}

export function describeAddress(text: string) {
  return formatAddress(text);
}
`,
    "src/window.ts":
      'import { describeAddress } from "./start.ts";\n\nexport const windowTitle = describeAddress("a");\n',
    "src/stranger.ts": "export const describeAddresses = 1;\nexport function formatAddress() {}\n",
  },
  go: {
    "go.mod": "module example.com/web\n",
    "engine.go":
      "package web\n\ntype Engine struct {\n\tForwardedByClient bool\n\tlimit int\n}\n\nfunc New() *Engine {\n\treturn &Engine{}\n}\n",
    "mode.go": 'package web\n\nconst (\n\tDebugMode = "debug"\n\tother = 1\n)\n',
    "serve.go":
      'package web\n\nfunc serve() string {\n\tengine := New()\n\t_ = engine\n\treturn ""\n}\n',
  },
};

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let world: IndexedFolder;
beforeAll(async () => {
  database = await createTestDatabase();
  world = await indexFolders(database, fixtures);
});
afterAll(async () => {
  await world.folder[Symbol.asyncDispose]();
  await database.close();
});

async function contextAfter(fixture: string, path: string, from: string, to: string) {
  const text = String(fixtures[fixture]?.[path]);
  expect(text).toContain(from);
  return world.contextOf(fixture, { [path]: text.replace(from, to) }, path);
}

const of = (items: ContextItem[], path: string) => items.filter((item) => item.path === path);

describe("what the changed lines use", () => {
  test("is shown of a long type around the member, also behind a barrel", async () => {
    const items = await contextAfter(
      "script",
      "src/start.ts",
      'return "";',
      "return settings.databaseUrl;",
    );
    const found = of(items, "script/src/settings.ts").filter(({ text }) =>
      text.includes("databaseUrl"),
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ kind: "definition", symbol: "Settings" });
    expect(found[0]?.reason).toContain("declares databaseUrl of Settings");
    expect(found[0]?.text.split("\n").length).toBeLessThan(10);
  });

  test("may be an import alone", async () => {
    const items = await contextAfter(
      "script",
      "src/start.ts",
      "import { formatAddress }",
      "import { formatAddress, formatPort }",
    );
    expect(items).toContainEqual(
      expect.objectContaining({ path: "script/src/format.ts", symbol: "formatPort" }),
    );
  });

  test("in Go may be a field or a constant of the package, a plain word is not", async () => {
    const items = await contextAfter(
      "go",
      "serve.go",
      'return ""',
      "engine.ForwardedByClient = other\n\treturn DebugMode",
    );
    const shown = items.filter(({ kind }) => kind === "definition");
    expect(shown.map(({ symbol }) => symbol)).toEqual(expect.arrayContaining(["DebugMode"]));
    expect(
      of(shown, "go/engine.go")
        .map(({ text }) => text)
        .join("\n"),
    ).toContain("ForwardedByClient bool");
    expect(shown.map(({ symbol }) => symbol)).not.toContain("other");
  });
});

describe("what hangs together with the file", () => {
  test("comes in a few lines with the name that ties it, and no stranger of that name", async () => {
    const items = await contextAfter("script", "src/start.ts", 'return "";', 'return "none";');
    expect(of(items, "script/src/window.ts")).toEqual([
      expect.objectContaining({
        kind: "caller",
        reason: "uses describeAddress of the same file",
        text: expect.stringContaining('describeAddress("a")'),
      }),
    ]);
    expect(of(items, "script/src/format.ts")).toEqual([
      expect.objectContaining({ reason: "defines formatAddress, used in the same file" }),
    ]);
    const stranger = of(items, "script/src/stranger.ts").map(({ kind }) => kind);
    expect(stranger).not.toContain("definition");
  });

  test("takes only what is left, and nothing of a file that is there already", () => {
    const text = "one line of code\nand another\nand a third";
    const item = (path: string, isBreadth: boolean): UnpricedItem => ({
      kind: "definition",
      path,
      startLine: 1,
      endLine: 3,
      symbol: null,
      reason: "because",
      text,
      isBreadth,
    });
    const items = [
      item("a.ts", true),
      item("b.ts", true),
      { ...item("a.ts", false), startLine: 9, endLine: 11 },
    ];
    const all = fillBudget(items, 1_000);
    expect(all.map(({ path, startLine }) => [path, startLine])).toEqual([
      ["a.ts", 9],
      ["b.ts", 1],
    ]);
    expect(all[0]).not.toHaveProperty("isBreadth");
    const tight = fillBudget(items, (all[0]?.tokens ?? 0) + 5);
    expect(tight.map(({ path }) => path)).toEqual(["a.ts"]);
  });
});
