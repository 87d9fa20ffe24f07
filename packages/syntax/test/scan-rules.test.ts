import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { UsageError } from "@devflow/errors";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadRules, scanRules } from "../src/index.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "devflow-rules-"));
});
afterEach(() => rm(folder, { recursive: true }));

const head = (id: string, language = "TypeScript") => `id: ${id}
language: ${language}
severity: warning
message: Message.
note: Note.
metadata: { severity: high, category: correctness, title: Title, references: [CWE-1] }
`;

async function write(path: string, text: string): Promise<void> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

async function problemsOf(): Promise<string> {
  const error = await loadRules(folder).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UsageError);
  return (error as UsageError).message;
}

describe("loading", () => {
  test("names every problem by file and key", async () => {
    await write("typescript/a.yml", `${head("a")}rule: { pattern: f() }\nfixx: g()\n`);
    await write("typescript/b.yml", head("b").replace("high", "urgent"));
    await write("typescript/c.yml", `${head("c", "Cobol")}rule: { pattern: f() }\n`);
    await write("typescript/d.yml", `${head("d")}rule: { kind: no_such_kind }\n`);
    await write("typescript/e.yml", `${head("other")}rule: { pattern: f() }\n`);
    await write("typescript/f.yml", "id: [");
    const message = await problemsOf();
    expect(message).toContain('typescript/a.yml: Unrecognized key: "fixx"');
    expect(message).toContain("typescript/b.yml: metadata.severity: ");
    expect(message).toContain("typescript/b.yml: rule: ");
    expect(message).toContain('typescript/c.yml: language: unknown language "Cobol"');
    expect(message).toContain("typescript/d.yml: rule: ");
    expect(message).toContain('typescript/e.yml: id: "other" must be the file\'s name');
    expect(message).toContain("typescript/f.yml: is not valid YAML");
  });

  test("refuses an id twice and a folder that is not there", async () => {
    await write("typescript/a.yml", `${head("a")}rule: { pattern: f() }\n`);
    await write("python/a.yml", `${head("a", "Python")}rule: { pattern: f() }\n`);
    expect(await problemsOf()).toContain('id: "a" is already used');
    await expect(loadRules(join(folder, "none"))).rejects.toBeInstanceOf(UsageError);
  });

  test("a rule with TypeScript syntax stays out of JavaScript", async () => {
    await write("typescript/a.yml", `${head("a")}rule: { kind: as_expression }\n`);
    const { rules } = await loadRules(folder);
    const compiled = rules.map((rule) => rule.languages.filter((each) => rule.compilesIn(each)));
    expect(compiled).toEqual([["typescript", "tsx"]]);
  });
});

describe("scanning", () => {
  const text = "first();\nold(1,\r\n  2); // end\r\nold(3);\n";

  beforeEach(() =>
    write("typescript/a.yml", `${head("a")}rule: { pattern: old($$$ALL) }\nfix: fresh($$$ALL)\n`),
  );

  test("gives lines, words and whole replaced lines", async () => {
    const hits = scanRules(await loadRules(folder), { path: "a.ts", text });
    expect(hits).toEqual([
      {
        ruleId: "a",
        severity: "high",
        category: "correctness",
        title: "Title",
        body: "Message.\n\nNote.\n\nSee CWE-1.",
        startLine: 2,
        endLine: 3,
        suggestion: "fresh(1,\n  2); // end",
      },
      expect.objectContaining({ startLine: 4, endLine: 4, suggestion: "fresh(3);" }),
    ]);
  });

  test("keeps to the asked lines and leaves disabled rules out", async () => {
    const rules = await loadRules(folder);
    const onlyLines = new Set([3]);
    expect(scanRules(rules, { path: "a.ts", text }, { onlyLines })).toHaveLength(1);
    expect(scanRules(rules, { path: "a.ts", text }, { onlyLines: new Set([1]) })).toEqual([]);
    expect(scanRules(rules, { path: "a.ts", text }, { disabledRules: new Set(["a"]) })).toEqual([]);
  });

  test("is silent for other languages, minified and very large files", async () => {
    const rules = await loadRules(folder);
    expect(scanRules(rules, { path: "a.py", text: "old(1)" })).toEqual([]);
    expect(scanRules(rules, { path: "a.ts", text: `old(${"1,".repeat(20_000)}1)` })).toEqual([]);
    expect(scanRules(rules, { path: "a.ts", text: "old(1);\n".repeat(150_000) })).toEqual([]);
  });

  test("obeys ast-grep's own comment", async () => {
    const rules = await loadRules(folder);
    const scan = (code: string) => scanRules(rules, { path: "a.ts", text: code }).length;
    expect(scan("// ast-grep-ignore\nold(1);")).toBe(0);
    expect(scan("old(1); // ast-grep-ignore: a, b")).toBe(0);
    expect(scan("// ast-grep-ignore: b\nold(1);")).toBe(1);
    expect(scan('f("ast-grep-ignore");\nold(1);')).toBe(1);
  });

  test("columns are right behind characters outside the basic plane", async () => {
    const rules = await loadRules(folder);
    const hits = scanRules(rules, { path: "a.ts", text: "const é = '😀'; old('日本'); end();\n" });
    expect(hits[0]?.suggestion).toBe("const é = '😀'; fresh('日本'); end();");
  });

  test("`files` and `ignores` of a rule are obeyed", async () => {
    await write(
      "typescript/b.yml",
      `${head("b")}rule: { pattern: old($$$ALL) }\nfiles: ["src/**"]\nignores: ["**/*.test.ts"]\n`,
    );
    const rules = await loadRules(folder);
    const ids = (path: string) => scanRules(rules, { path, text: "old(1)" }).map((h) => h.ruleId);
    expect(ids("src/a.ts")).toEqual(["a", "b"]);
    expect(ids("src/a.test.ts")).toEqual(["a"]);
    expect(ids("lib/a.ts")).toEqual(["a"]);
  });
});
