import { describe, expect, test } from "vitest";
import { type CodeFunction, readStructure } from "../src/index.ts";

async function functionsOf(path: string, text: string) {
  const structure = await readStructure({ path, text });
  const show = ({ name, scopes, documentation, start, end }: CodeFunction) => ({
    name: [...scopes, name].join("."),
    documentation: documentation && text.slice(documentation.start, documentation.end),
    begins: text.slice(start, end).split("\n")[0],
    ends: text.slice(start, end).split("\n").at(-1)?.trim(),
  });
  return structure?.functions.map(show);
}

const documented: readonly (readonly [string, string, string, string | null, string])[] = [
  [
    "a.ts",
    "/** File. */\n\nconst x = 1; // Not it\n/** Adds. */\nexport const add = (a: number, b: number) => {\n  return a + b;\n};\n",
    "add",
    "/** Adds. */",
    "export const add = (a: number, b: number) => {",
  ],
  [
    "a.ts",
    "class A {\n  /** Runs. */\n  @log()\n  run() {\n    return 1;\n  }\n}\n",
    "A.run",
    "/** Runs. */",
    "@log()",
  ],
  ["a.js", "// Plain remark\nfunction f() {\n  g();\n}\n", "f", null, "function f() {"],
  [
    "a.py",
    'class A:\n    @cached\n    def f(self):\n        """Says."""\n        return 1\n',
    "A.f",
    '"""Says."""',
    "@cached",
  ],
  [
    "a.go",
    "package a\n\n// Get reads.\n// It waits.\nfunc (s *Store) Get() int {\n\treturn 1\n}\n",
    "Store.Get",
    "// Get reads.\n// It waits.",
    "func (s *Store) Get() int {",
  ],
  [
    "A.java",
    "class A {\n  /** Reads. */\n  @Override\n  public int get() {\n    return 1;\n  }\n}\n",
    "A.get",
    "/** Reads. */",
    "@Override",
  ],
  [
    "a.rs",
    "impl Store {\n    // Not documentation\n    /// Reads.\n    /// It waits.\n    #[inline]\n    pub fn get(&self) -> u8 {\n        1\n    }\n}\n",
    "Store.get",
    "/// Reads.\n    /// It waits.",
    "#[inline]",
  ],
  ["a.rb", "class A\n  # Reads.\n  def get\n    1\n  end\nend\n", "A.get", "# Reads.", "def get"],
  [
    "a.php",
    "<?php\nclass A {\n  /** Reads. */\n  public function get() {\n    return 1;\n  }\n}\n",
    "A.get",
    "/** Reads. */",
    "public function get() {",
  ],
  [
    "A.cs",
    "namespace N;\nclass A {\n  /// <summary>Reads.</summary>\n  [Pure]\n  public int Get() {\n    return 1;\n  }\n}\n",
    "A.Get",
    "/// <summary>Reads.</summary>",
    "[Pure]",
  ],
  [
    "a.cpp",
    "// Reads.\ntemplate <typename T>\nT get(T a) {\n  return a;\n}\n",
    "get",
    "// Reads.",
    "template <typename T>",
  ],
  [
    "a.c",
    "/* Reads. */\nint get(void) {\n  return 1;\n}\n",
    "get",
    "/* Reads. */",
    "int get(void) {",
  ],
  [
    "a.kt",
    "class A {\n  /** Reads. */\n  @Synchronized\n  fun get(): Int {\n    return 1\n  }\n}\n",
    "A.get",
    "/** Reads. */",
    "@Synchronized",
  ],
];

describe("functions of a file", () => {
  test.each(documented)("have their documentation and their attributes: %s %#", async (...row) => {
    const [path, text, name, documentation, begins] = row;
    const functions = await functionsOf(path, text);
    expect(functions).toHaveLength(1);
    expect(functions?.[0]).toMatchObject({ name, documentation, begins });
    expect(functions?.[0]?.ends).toMatch(/^(\}|\};|end|return 1)$/);
  });

  test("a comment with a blank line below, or behind other code, is about something else", async () => {
    const text =
      "package a\n\n// Above.\n\nfunc f() {\n\tg()\n}\n\nvar a = 1 // Behind.\nfunc g() {\n\tf()\n}\n";
    const functions = await functionsOf("a.go", text);
    expect(functions?.map(({ documentation }) => documentation)).toEqual([null, null]);
  });

  test("without a body there is no function", async () => {
    expect(await functionsOf("a.ts", "declare function f(): void;\n")).toEqual([]);
    expect(await functionsOf("a.h", "int f(void);\n")).toEqual([]);
  });
});

describe("cuts", () => {
  test("are statements, blocks, expressions, arguments and line ends, without white space around", async () => {
    const text = "function f(a) {\n  if (a) {\n    g(a, 1 + 2);\n  }\n  return a;\n}\n";
    const structure = await readStructure({ path: "a.js", text });
    const byKind = Map.groupBy(structure?.cuts ?? [], ({ kind }) => kind);
    const textOf = (kind: string) =>
      [...byKind]
        .find(([each]) => each === kind)?.[1]
        .map(({ start, end }) => text.slice(start, end));
    expect(textOf("statement")).toContain("return a;");
    expect(textOf("block")).toContain("g(a, 1 + 2);");
    expect(textOf("expression")).toContain("1 + 2");
    expect(textOf("arguments")).toEqual(["a, 1 + 2"]);
    expect(textOf("line_end")).toContain(", 1 + 2);");
  });

  test("are calls in Ruby too, where imports are calls", async () => {
    const text = 'require "a"\ndescribe A do\n  it "reads" do\n    read(1)\n  end\nend\n';
    const structure = await readStructure({ path: "a.rb", text });
    const statements = (structure?.cuts ?? [])
      .filter(({ kind }) => kind === "statement")
      .map(({ start, end }) => text.slice(start, end).split("\n")[0]);
    expect(statements).toEqual(["describe A do", 'it "reads" do', "read(1)"]);
  });

  test("touch neither imports nor what does not parse", async () => {
    const text =
      'import { a } from "a";\nfunction f() {\n  a(1 +);\n}\nfunction g() {\n  return a();\n}\n';
    const structure = await readStructure({ path: "a.ts", text });
    const cuts = structure?.cuts.map(({ start, end }) => text.slice(start, end)) ?? [];
    expect(structure?.hasErrors).toBe(true);
    expect(cuts.some((cut) => cut.includes("import") || cut.includes("1 +"))).toBe(false);
    expect(cuts).toContain("return a();");
    expect(structure?.functions.map(({ name, hasErrors }) => [name, hasErrors])).toEqual([
      ["f", true],
      ["g", false],
    ]);
  });
});
