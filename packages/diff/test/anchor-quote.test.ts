import { describe, expect, test } from "vitest";
import { anchorQuote, parseFilePatch, renderHunk } from "../src/index.ts";

const META = { path: "src/users.ts", previousPath: null, status: "modified" } as const;

const FILE = parseFilePatch(
  [
    "@@ -1,6 +1,9 @@",
    " import { db } from './db';",
    "-const limit = parseInt(input);",
    "+const limit = parseInt(input, 10);",
    "+if (limit > 100) {",
    "+  throw new Error('limit is too large');",
    "+}",
    " ",
    " export function listUsers() {",
    "-  return db.query(`select * from users limit 10`);",
    "+  return db.query('select * from users limit $1', [limit]);",
    " }",
    "@@ -40,5 +43,6 @@",
    " export function closeAll() {",
    "   log.info('closing all connections');",
    "+  await db.closeEverything({ force: true });",
    "   return null;",
    " }",
    " const limit = parseInt(input, 10);",
    "@@ -80,3 +84,4 @@",
    "   log.info('closing all connections');",
    "+  return null;",
    "+  return null;",
    "-  flush();",
    " ",
  ].join("\n"),
  META,
);

const right = (startLine: number, line = startLine) => ({ side: "RIGHT", startLine, line });

describe("anchorQuote", () => {
  test("finds a line as it stands", () => {
    expect(anchorQuote(FILE, "if (limit > 100) {")).toEqual({
      ...right(3),
      match: "exact",
      score: 1,
    });
  });

  test("finds several lines, also with other indentation and without blank lines", () => {
    const quote = "}\nexport function listUsers() {";
    expect(anchorQuote(FILE, quote)).toMatchObject({ ...right(5, 7), match: "whitespace" });
    const indented = "    if (limit>100) {\n        throw new Error('limit is too large');";
    expect(anchorQuote(FILE, indented)).toMatchObject({ ...right(3, 4), match: "whitespace" });
  });

  test.each([
    ["a diff marker", "+const limit = parseInt(input, 10);"],
    ["backticks", "`const limit = parseInt(input, 10);`"],
    ["a fence", "```ts\nconst limit = parseInt(input, 10);\n```"],
    ["a line number", "2: const limit = parseInt(input, 10);"],
    ["a number and a marker", "2 +const limit = parseInt(input, 10);"],
    [
      "both sides of a change",
      "-const limit = parseInt(input);\n+const limit = parseInt(input, 10);",
    ],
  ])("reads a quote with %s", (_, quote) => {
    expect(anchorQuote(FILE, quote)).toMatchObject(right(2));
  });

  test("finds every line of a hunk as renderHunk shows it", () => {
    const [hunk] = FILE.hunks;
    const shown = renderHunk(hunk!, { numbered: true });
    expect(anchorQuote(FILE, shown.split("\n").slice(2, 5).join("\n"))).toMatchObject(right(2, 4));
    expect(anchorQuote(FILE, shown)).toMatchObject(right(1, 9));
  });

  test("prefers added lines to context, and the hinted hunk among equals", () => {
    expect(anchorQuote(FILE, "const limit = parseInt(input, 10);")).toMatchObject(right(2));
    const log = "log.info('closing all connections');";
    expect(anchorQuote(FILE, log)).toMatchObject(right(44));
    expect(anchorQuote(FILE, log, { hunkIndex: 2 })).toMatchObject(right(84));
  });

  test("takes removed lines when nothing else matches, or when asked", () => {
    expect(anchorQuote(FILE, "flush();")).toMatchObject({ side: "LEFT", startLine: 81, line: 81 });
    expect(anchorQuote(FILE, "-  flush();")).toMatchObject({ side: "LEFT", line: 81 });
    expect(anchorQuote(FILE, "import { db } from './db';", { side: "LEFT" })).toMatchObject({
      side: "LEFT",
      line: 1,
    });
    expect(anchorQuote(FILE, "if (limit > 100) {", { side: "LEFT" })).toBeNull();
  });

  test("finds a quote with a small mistake, and says how similar it is", () => {
    const anchor = anchorQuote(FILE, "throw new Error('limit is to large')");
    expect(anchor).toMatchObject({ ...right(4), match: "fuzzy" });
    expect(anchor?.score).toBeGreaterThanOrEqual(0.85);
    expect(anchor?.score).toBeLessThan(1);
  });

  test("finds an expression that is part of one line", () => {
    const anchor = anchorQuote(FILE, "db.closeEverything({ force: true })");
    expect(anchor).toMatchObject({ ...right(45), match: "fuzzy" });
  });

  test.each([
    ["is not there", "const total = sum(rows);"],
    ["is blank", "  \n"],
    ["is a bracket that stands in many places", "}"],
    ["is short and stands twice", "return null;"],
    ["is only a number", "10"],
    ["has lines that do not follow one another", "if (limit > 100) {\nreturn null;\n}"],
  ])("gives nothing for a quote that %s", (_, quote) => {
    expect(anchorQuote(FILE, quote)).toBeNull();
  });

  test("takes a bracket that is the only one", () => {
    const file = parseFilePatch("@@ -1 +1,2 @@\n a();\n+}", META);
    expect(anchorQuote(file, "}")).toMatchObject(right(2));
  });

  test("gives nothing when two different lines are about as similar", () => {
    const file = parseFilePatch(
      "@@ -0,0 +1,2 @@\n+const alpha1 = await load(userId);\n+const alpha2 = await load(userId);",
      META,
    );
    expect(anchorQuote(file, "const alpha3 = await load(userId);")).toBeNull();
  });

  test("keeps its time on a large file and a long quote", () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `+const value${index} = load();`);
    const file = parseFilePatch([`@@ -0,0 +1,${lines.length} @@`, ...lines].join("\n"), META);
    const quote = Array.from({ length: 40 }, () => "const missing = nothing();").join("\n");
    const start = process.cpuUsage();
    expect(anchorQuote(file, quote)).toBeNull();
    expect(process.cpuUsage(start).user).toBeLessThan(5_000_000);
  });

  test("keeps its time on a file of long lines, where only likeness would find the quote", () => {
    const line = (seed: number) =>
      Array.from({ length: 200 }, (_, at) => `word${(at * 7 + seed * 31) % 97}x`).join(" ");
    const lines = Array.from({ length: 2_000 }, (_, index) => `+${line(index)}`);
    const file = parseFilePatch([`@@ -0,0 +1,${lines.length} @@`, ...lines].join("\n"), META);
    const start = process.cpuUsage();
    anchorQuote(file, ` 12 | ${line(5_000)}`);
    expect(process.cpuUsage(start).user).toBeLessThan(1_000_000);
    expect(anchorQuote(file, line(7))).toMatchObject({ match: "exact" });
  });
});
