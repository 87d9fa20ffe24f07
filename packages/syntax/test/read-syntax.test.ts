import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { enclosingDefinition, readSyntax, type SyntaxFacts } from "../src/index.ts";

async function read(path: string, text: string): Promise<SyntaxFacts> {
  const facts = await readSyntax({ path, text });
  return facts!;
}

const qualified = ({ definitions }: SyntaxFacts) =>
  definitions.map(({ kind, scopes, name }) => `${kind} ${[...scopes, name].join(".")}`);

const referenceNames = ({ references }: SyntaxFacts) => references.map(({ name }) => name);

describe("definitions", () => {
  test("of TypeScript, with scopes and signature", async () => {
    const facts = await read(
      "store.ts",
      `export abstract class Store<T> extends Base {
  load = async (id: string): Promise<T> => this.get(id);
  @cached() get(id: string, { fresh = false } = {}): T { return find(id); }
}
export interface Row { id: string }
export type Id = string | number;
export enum Mode { Fast, Slow }
namespace Inner { export const limit = 3; }
export const open = (path: string) => new Store(path);
const { a, b } = values;
exports.close = function () {};
`,
    );
    expect(qualified(facts)).toEqual([
      "class Store",
      "method Store.load",
      "method Store.get",
      "interface Row",
      "type Id",
      "type Mode",
      "module Inner",
      "variable Inner.limit",
      "function open",
      "function close",
    ]);
    expect(facts.definitions[2]?.signature).toBe("get(id: string, { fresh = false } = {}): T");
    expect(facts.hasErrors).toBe(false);
  });

  test("of Python", async () => {
    const facts = await read(
      "store.py",
      `LIMIT = 3
class Store(Base):
    @property
    def size(self) -> int:
        def inner(): return 1
        return inner()
async def load(path): ...
`,
    );
    expect(qualified(facts)).toEqual([
      "variable LIMIT",
      "class Store",
      "method Store.size",
      "function Store.size.inner",
      "function load",
    ]);
  });

  test("of Go, methods under their receiver's type", async () => {
    const facts = await read(
      "store.go",
      `package store
const First, Second = 1, 2
type Store[T any] struct { rows []T }
type Reader interface { Read() error }
func (s *Store[T]) Get(id int) (T, error) { local := 1; return s.rows[local], nil }
func Open(path string) *Store[int] { return nil }
`,
    );
    expect(qualified(facts)).toEqual([
      "variable First",
      "variable Second",
      "type Store",
      "interface Reader",
      "method Store.Get",
      "function Open",
    ]);
  });

  test("of Java", async () => {
    const facts = await read(
      "Store.java",
      `public class Store implements Rows {
  static final int LIMIT = 3;
  private int count;
  Store(int count) { this.count = count; }
  @Override public <T> T get(String id) { return null; }
  record Key(String id) {}
  enum Mode { FAST }
  interface Rows { int size(); }
}
`,
    );
    expect(qualified(facts)).toEqual([
      "class Store",
      "variable Store.LIMIT",
      "method Store.Store",
      "method Store.get",
      "class Store.Key",
      "class Store.Mode",
      "interface Store.Rows",
      "method Store.Rows.size",
    ]);
  });

  test("the innermost one encloses a line", async () => {
    const facts = await read("a.py", "import os\nclass A:\n    def f(self):\n        pass\n");
    expect(enclosingDefinition(facts, 1)).toBeNull();
    expect(enclosingDefinition(facts, 2)?.name).toBe("A");
    expect(enclosingDefinition(facts, 4)?.name).toBe("f");
  });
});

describe("references", () => {
  test("are uses of other names, with the definition they are in", async () => {
    const facts = await read(
      "a.ts",
      `function save(row: Row, { force }: Options) {
  const text = encode(row.id);
  for (const part of split(text)) send(part, LIMIT, force);
}
`,
    );
    expect(referenceNames(facts)).toEqual([
      "Row",
      "Options",
      "encode",
      "id",
      "split",
      "send",
      "LIMIT",
    ]);
    expect(new Set(facts.references.map(({ enclosing }) => enclosing))).toEqual(new Set(["save"]));
  });

  test("leave out parameters, locals, keyword names and imports in Python", async () => {
    const facts = await read(
      "a.py",
      `from store import Store
def save(row, *, limit=DEFAULT):
    total = count(row)
    with connect(timeout=3) as link:
        return [link.send(part) for part in Store(total)]
`,
    );
    expect(referenceNames(facts)).toEqual(["DEFAULT", "count", "connect", "send", "Store"]);
  });

  test("leave out receivers and short variables in Go", async () => {
    const facts = await read(
      "a.go",
      "package a\nfunc (s *Store) Save(row Row) error {\n\ttext, err := Encode(row)\n\treturn s.send(text)\n}\n",
    );
    expect(referenceNames(facts)).toEqual(["Store", "Row", "Encode", "send"]);
  });

  test("leave out parameters and lambdas' names in Java", async () => {
    const facts = await read(
      "A.java",
      "class A { void save(Row row) { rows.forEach(each -> Encoder.send(each, row)); } }\n",
    );
    expect(referenceNames(facts)).toEqual(["Row", "rows", "forEach", "Encoder", "send"]);
  });
});

test.each([
  [
    "a.ts",
    'import a from "./a.ts";\nexport * from "b";\nimport c = require("c");',
    ["./a.ts", "b", "c"],
  ],
  ["a.js", 'const fs = require("fs");\nawait import("./x.js");\nload("y");', ["fs", "./x.js"]],
  ["a.py", "import os.path, json as j\nfrom ..store import Row", ["os.path", "json", "..store"]],
  ["a.go", 'package a\nimport (\n\t"fmt"\n\tx "y/z"\n)', ["fmt", "y/z"]],
  ["A.java", "import java.util.*;\nimport static a.B.c;", ["java.util.*", "a.B.c"]],
])("imports are given as written: %s", async (path, text, imports) => {
  expect((await read(path, text)).imports).toEqual(imports);
});

describe("chunks", () => {
  test("keep a comment and a decorator with what they describe", async () => {
    const body = "    return compute(1)\n".repeat(20);
    const text = `import os\n\n\n# Says why.\n@cached\ndef first():\n${body}\n\ndef second():\n${body}`;
    const { chunks } = await read("a.py", text);
    expect(chunks.map(({ symbol, startLine, endLine }) => [symbol, startLine, endLine])).toEqual([
      ["first", 1, 26],
      ["second", 29, 49],
    ]);
    expect(chunks[0]?.text).toContain("# Says why.\n@cached\ndef first");
  });

  test("cut a large class into its head and its methods", async () => {
    const method = (name: string) => `  ${name}() {\n${"    this.step(1);\n".repeat(70)}  }\n`;
    const text = `class Big {\n${"  field = 1;\n".repeat(30)}\n${method("one")}\n${method("two")}}\n`;
    const { chunks } = await read("a.ts", text);
    expect(
      chunks.map(({ kind, symbol, scopes }) => `${kind} ${[...scopes, symbol].join(".")}`),
    ).toEqual(["class Big", "method Big.one", "method Big.two"]);
  });

  test("cut an oversized function between statements", async () => {
    const statement = "  call({\n    a: 1,\n    b: 2,\n  });\n";
    const { chunks } = await read("a.ts", `function big() {\n${statement.repeat(200)}}\n`);
    expect(chunks.length).toBeGreaterThan(3);
    for (const { text, symbol } of chunks.slice(1)) {
      expect(symbol).toBe("big");
      expect(text.startsWith("  call({")).toBe(true);
    }
  });

  test("merge small neighbours", async () => {
    const text = Array.from({ length: 6 }, (_, i) => `function f${i}() {\n  return ${i};\n}\n`);
    const { chunks } = await read("a.ts", text.join("\n"));
    expect(chunks).toHaveLength(1);
  });
});

describe("whatever the file is", () => {
  const fragment = fc.constantFrom(
    "class A {\n",
    "}\n",
    "function f(a, b) {\n",
    "  return `x \u0024{y}`;\n",
    "\n",
    "\r\n",
    "// note\r\n",
    "if (a) {\n",
    "def f(x):\n",
    "    pass\n",
    "@d\n",
    "\t\n",
    "/* a\n b */\n",
    "((((",
    "[\n",
    "'",
    "é😀 ",
    "namespace A.B;\n",
    "namespace a { ",
    "<?php\n",
    "#[x]\n",
    "impl T for S {\n",
    "module A\n",
    "end\n",
    "#define X 1\n",
    "fun f() {\n",
    "# Heading\n",
    "Heading\n===\n",
    "```\n",
    "---\n",
    `const t = "${"x".repeat(900)}";\n`,
    "  call(1, 2);\n".repeat(120),
    "\ufeff",
  );

  const paths = "a.ts a.py a.go A.java a.jsx a.rs a.rb a.php A.cs a.cc a.c a.h a.kt".split(" ");

  test("every line that is not blank is in exactly one chunk", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fragment, { maxLength: 40 }),
        fc.constantFrom(...paths),
        async (fragments, path) => {
          const text = fragments.join("");
          const facts = await read(path, text);
          const covered = facts.chunks.flatMap(({ startLine, endLine }) =>
            Array.from({ length: endLine - startLine + 1 }, (_, index) => startLine + index),
          );
          expect(new Set(covered).size).toBe(covered.length);
          const lines = text.replace(/^\ufeff/, "").split("\n");
          const needed = lines.flatMap((line, index) => (line.trim() === "" ? [] : [index + 1]));
          expect(needed.filter((line) => !covered.includes(line))).toEqual([]);
          for (const chunk of facts.chunks) expect(chunk.text.length).toBeLessThanOrEqual(2_400);
          for (const { startLine, endLine } of facts.definitions) {
            expect(endLine).toBeGreaterThanOrEqual(startLine);
            expect(endLine).toBeLessThanOrEqual(lines.length);
          }
        },
      ),
      { numRuns: 120 },
    );
  });

  test("an empty file has no chunks", async () => {
    expect((await read("a.ts", "")).chunks).toEqual([]);
    expect((await read("a.py", "\ufeff\n\n")).chunks).toEqual([]);
  });

  test("byte order mark and CRLF leave the facts alone", async () => {
    const text = "import a from 'a';\nexport function f(x: Row) {\n  return g(x);\n}\n";
    const plain = await read("a.ts", text);
    expect(await read("a.ts", `\ufeff${text.replaceAll("\n", "\r\n")}`)).toEqual(plain);
  });

  test("broken code still gives its definitions", async () => {
    const facts = await read(
      "a.ts",
      "function whole() { return 1; }\nfunction broken( {\nclass A {}\n",
    );
    expect(facts.hasErrors).toBe(true);
    expect(qualified(facts)).toContain("function whole");
  });

  test("nesting 20,000 deep is read", async () => {
    const deep = 20_000;
    const facts = await read("a.js", `x = ${"[\n".repeat(deep)}${"]".repeat(deep)};\n`);
    expect(facts.chunks.length).toBeGreaterThan(0);
  });

  test("files over the limit and minified ones get plain chunks", async () => {
    for (const text of ["const a = 1;\n".repeat(80_000), `a(${"1,".repeat(20_000)}1)`]) {
      const facts = await read("a.js", text);
      expect(facts).toMatchObject({ hasErrors: true, definitions: [], references: [] });
      expect(facts.chunks[0]?.kind).toBe("text");
    }
  });

  test("a language without grammar is null", async () => {
    expect(await readSyntax({ path: "a.zig", text: "fn main() {}" })).toBeNull();
  });
});
