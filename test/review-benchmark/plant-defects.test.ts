import { diffTexts } from "@devflow/diff";
import { SeededRandom } from "@devflow/statistics";
import { expect, test } from "vitest";
import type { Operator } from "../../bench/review/plant/operator.ts";
import { operators } from "../../bench/review/plant/operators.ts";
import { readSource } from "../../bench/review/plant/source.ts";
import { plantDefects } from "../../bench/review/plant-defects.ts";

function read(path: string, before: string | null, text: string) {
  const status = before === null ? "added" : "modified";
  const diff = diffTexts(before, text, { path, previousPath: null, status });
  if (!diff.ok) throw new Error(diff.reason);
  return readSource(diff.file, text);
}

/** A whole file that a change adds. */
function sourceOf(path: string, text: string) {
  const source = read(path, null, text);
  if (source === null) throw new Error(`${path} is nothing to plant into`);
  return source;
}

function planted(kind: string, path: string, text: string): string[] {
  const operator = operators.find((each) => each.kind === kind) as Operator;
  const edits = operator.sites(sourceOf(path, text), () => 0);
  return edits.map((edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end));
}

test.each([
  ["inverted condition", "a.ts", "if (a < b) run();\n", "if (a >= b) run();\n"],
  [
    "inverted condition",
    "a.go",
    "package a\nfunc f() {\n\tif !ok {\n\t\trun()\n\t}\n}\n",
    "if ok {",
  ],
  ["inverted condition", "a.py", "if not ready:\n    run()\n", "if ready:\n    run()\n"],
  ["off by one", "a.ts", "for (let i = 0; i < n; i++) run(i);\n", "i <= n"],
  ["off by one", "a.py", "for i in range(n):\n    run(i)\n", "range(n + 1)"],
  [
    "off by one",
    "A.java",
    "class A { int last(List<A> a) { return a.size() - 1; } }\n",
    "return a.size();",
  ],
  ["removed null check", "a.ts", "const n = user?.name;\n", "const n = user.name;\n"],
  [
    "removed null check",
    "a.py",
    "def f(x):\n    if x is None:\n        return 0\n    return x.a\n",
    "def f(x):\n    return x.a\n",
  ],
  ["swapped arguments", "a.ts", "copy(from, to);\n", "copy(to, from);\n"],
  ["missing await", "a.ts", "async function f() { await save(); }\n", "{ save(); }"],
  ["missing await", "a.py", "async def f():\n    await save()\n", "    save()\n"],
  [
    "lost lock",
    "a.go",
    "package a\nfunc f() {\n\tmu.Lock()\n\tdefer mu.Unlock()\n\tn++\n}\n",
    "func f() {\n\tn++\n}",
  ],
  [
    "unclosed resource",
    "a.go",
    "package a\nfunc f() {\n\tdefer r.Close()\n\tread(r)\n}\n",
    "func f() {\n\tread(r)\n}",
  ],
  [
    "unclosed resource",
    "a.py",
    "def f(p):\n    with open(p) as f:\n        return f.read()\n",
    "    f = open(p)\n    return f.read()\n",
  ],
  [
    "unclosed resource",
    "A.java",
    "class A { void f() {\n  try (R r = open()) {\n    r.read();\n  }\n} }\n",
    "  R r = open();\n  {\n    r.read();\n  }",
  ],
  [
    "unchecked error",
    "a.go",
    "package a\nfunc f() error {\n\tx, err := g()\n\tif err != nil {\n\t\treturn err\n\t}\n\treturn h(x)\n}\n",
    "\tx, _ := g()\n\treturn h(x)",
  ],
  [
    "unchecked error",
    "a.py",
    "try:\n    f()\nexcept E:\n    log()\n    raise\n",
    "except E:\n    pass\n",
  ],
  ["unchecked error", "a.ts", "try { f(); } catch (e) { report(e); }\n", "catch (e) {}"],
  [
    "injection",
    "a.py",
    "def f(name):\n    return g(name)\n",
    "\"SELECT * FROM items WHERE name = '%s'\" % name)\n    return g(name)",
  ],
  [
    "injection",
    "A.java",
    "class A {\n  void f(String name) {\n    g(name);\n  }\n}\n",
    'WHERE name = \'" + name + "\'");\n    g(name);',
  ],
  ["secret", "a.ts", "function f(a) {\n  g(a);\n}\n", '  const accessToken = "'],
])("plants: %s into %s", (kind, path, text, expected) => {
  expect(planted(kind, path, text).join("\n---\n")).toContain(expected);
});

test("plants nothing into tests, other languages and unchanged lines", () => {
  const text = "if (a < b) run();\n";
  expect(read("src/a.test.ts", null, text)).toBeNull();
  expect(read("notes.txt", null, text)).toBeNull();
  const changed = `${text}${"x();\n".repeat(20)}`;
  const source = read("a.ts", `${text}${"x();\n".repeat(19)}`, changed);
  const inverted = operators.find(({ kind }) => kind === "inverted condition");
  expect(source && inverted?.sites(source, () => 0)).toEqual([]);
});

test("every planted variant parses and names the lines of its defect", async () => {
  const text =
    "export async function f(a: number, b: number) {\n  if (a < b) await save(a, b);\n}\n";
  const defects = await plantDefects([sourceOf("a.ts", text)], new SeededRandom(7));
  expect(defects.map(({ kind }) => kind).sort()).toEqual(
    ["injection", "inverted condition", "missing await", "secret", "swapped arguments"].sort(),
  );
  for (const { text: variant, startLine, endLine } of defects) {
    const lines = variant
      .split("\n")
      .slice(startLine - 1, endLine)
      .join("\n");
    expect(text.includes(lines), variant).toBe(false);
  }
});

test("the same seed plants the same defects", async () => {
  const text = "export function f(a: string) {\n  if (a === '') return g(a, b);\n  return 1;\n}\n";
  const plant = (seed: number) => plantDefects([sourceOf("a.ts", text)], new SeededRandom(seed));
  expect(await plant(3)).toEqual(await plant(3));
});
