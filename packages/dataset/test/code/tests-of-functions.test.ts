import { readCode, testPrompt } from "@devflow/expert";
import { describe, expect, test } from "vitest";
import { splitOfFile } from "../../src/index.ts";
import { extractAll, pythonFunction, sourceOf } from "./code-source.ts";

/** The tests that were found, with what they are said to test. */
async function pairsOf(files: Record<string, string>) {
  const { examples, refused } = await extractAll([sourceOf(files)]);
  const tests = examples.flatMap((each) =>
    each.method === "sft" && each.provenance.origin === "test_of_function" ? [each] : [],
  );
  const pairs = tests.map(({ prompt, completion, provenance }) => ({
    of: /^function: (.*)$/m.exec(prompt.user)?.[1] ?? /^to test: (.*)$/m.exec(prompt.user)?.[1],
    path: provenance.path,
    code: readCode(completion)?.code,
    prompt,
  }));
  return { pairs, refused };
}

const splitOf = (path: string) => splitOfFile({ repository: "r", path });

/** Longer than what is written at once, so that tests are taken one by one. */
const padding = (comment: string) => `${comment} words of a remark\n`.repeat(400);

describe("one test of a long test file", () => {
  test.each([
    [
      "go",
      "store.go",
      "package a\n\nfunc ReadRow(id int) int {\n\trow := rows[id]\n\tcheck(row)\n\treturn row\n}\n",
      "store_test.go",
      'package a\n\nfunc TestReadRow(t *testing.T) {\n\tif ReadRow(1) != 2 {\n\t\tt.Fatal("two was expected here")\n\t}\n}\n',
      "ReadRow",
    ],
    [
      "java",
      "src/main/java/Store.java",
      "class Store {\n  int readRow(int id) {\n    int row = rows[id];\n    check(row);\n    return row;\n  }\n}\n",
      "src/test/java/StoreTest.java",
      "class StoreTest {\n  @Test\n  void readsOne() {\n    assertThat(new Store().readRow(1)).isEqualTo(2);\n    assertThat(true).isTrue();\n  }\n}\n",
      "readRow",
    ],
    [
      "python",
      "app/store.py",
      pythonFunction("read_row", "rows"),
      "tests/test_store.py",
      "from app.store import read_row\n\ndef test_read_row_gives_nothing_for_no_rows():\n    assert read_row([], 1) == 0\n    assert read_row([], 2) == 0\n",
      "read_row",
    ],
    [
      "typescript",
      "src/store.ts",
      "export function readRow(id: number) {\n  const row = rows[id];\n  check(row);\n  return row;\n}\n",
      "src/store.test.ts",
      'import { readRow } from "./store.ts";\ntest("readRow gives two for one", () => {\n  expect(readRow(1)).toBe(2);\n  expect(readRow(2)).toBe(3);\n});\n',
      "readRow",
    ],
    [
      "ruby",
      "lib/store.rb",
      "class Store\n  def read_row(id)\n    row = rows[id]\n    check(row)\n    row\n  end\nend\n",
      "spec/store_spec.rb",
      'describe Store do\n  it "read row gives two" do\n    expect(Store.new.read_row(1)).to eq(2)\n    expect(Store.new.read_row(2)).to eq(3)\n  end\nend\n',
      "read_row",
    ],
    [
      "kotlin",
      "src/main/kotlin/Store.kt",
      "class Store {\n  fun readRow(id: Int): Int {\n    val row = rows[id]\n    check(row)\n    return row\n  }\n}\n",
      "src/test/kotlin/StoreTest.kt",
      "class StoreTest {\n  @Test\n  fun readRow() {\n    assertEquals(2, Store().readRow(1))\n    assertEquals(3, Store().readRow(2))\n  }\n}\n",
      "readRow",
    ],
    [
      "rust",
      "src/store.rs",
      "pub fn read_row(id: usize) -> u8 {\n    let row = rows()[id];\n    check(row);\n    row\n}\n\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn read_row_gives_two() {\n        assert_eq!(read_row(1), 2);\n        assert_eq!(read_row(2), 3);\n    }\n}\n",
      "src/other.rs",
      "",
      "read_row",
    ],
  ])("of %s is paired with its function", async (_, path, code, testPath, tests, name) => {
    const comment = testPath.endsWith(".py") || testPath.endsWith(".rb") ? "#" : "//";
    const { pairs } = await pairsOf({ [path]: code, [testPath]: tests + padding(comment) });
    expect(pairs.map((pair) => pair.of)).toEqual([name]);
    expect(pairs[0]?.code).not.toContain("words");
  });

  describe("that no name says of what it is", () => {
    /** Test files of names that say nothing, in the split of the store. */
    const [allPath = "", morePath = ""] = Array.from(
      { length: 40 },
      (_, at) => `tests/test_all${at}.py`,
    ).filter((path) => splitOf(path) === splitOf("app/store.py"));
    const store = {
      "app/store.py": `${pythonFunction("read_row", "rows")}\n${pythonFunction("drop")}`,
    };
    const body =
      "def test_everything():\n    assert read_row([], 1) == 0\n    assert len([1, 2, 3]) == 3\n";
    const imports = "from app.store import read_row, drop\n";

    test("is of the only function that it imports and calls", async () => {
      const { pairs } = await pairsOf({
        ...store,
        [allPath]: `${imports}${body}${padding("#")}`,
      });
      expect(pairs.map(({ of }) => of)).toEqual(["read_row"]);
    });

    test.each([
      ["it does not import it", body, "calls nothing known"],
      [
        "it imports another file's",
        `from elsewhere import read_row\n${body}`,
        "calls nothing known",
      ],
      ["it calls two", `${imports}${body}    drop([], 1)\n`, "of several functions"],
    ])("is of nothing when %s", async (_, text, reason) => {
      const { pairs, refused } = await pairsOf({
        ...store,
        [allPath]: `${text}${padding("#")}`,
      });
      expect(pairs).toEqual([]);
      expect(refused).toContainEqual({ filter: "code test", reason });
    });

    test("is of nothing when tests of other files call it, too: a tool", async () => {
      const { pairs, refused } = await pairsOf({
        ...store,
        [allPath]: `${imports}${body}${padding("#")}`,
        [morePath]: `${imports}${body.replaceAll("1", "27").replace("everything", "more")}${padding("#")}`,
      });
      expect(pairs).toEqual([]);
      expect(refused).toContainEqual({ filter: "code test", reason: "of a tool" });
    });
  });

  test("is of what it imports behind a barrel and by an alias of the compiler", async () => {
    const { pairs } = await pairsOf({
      "tsconfig.json": '{ "compilerOptions": { "paths": { "@app/*": ["./src/*"] } } }',
      "src/app.ts": "export * from './inner/turn.ts';\n",
      "src/inner/turn.ts":
        "export function turn(id: number) {\n  const row = rows[id];\n  check(row);\n  return row;\n}\n",
      "test/turn.test.ts": `import { turn } from "@app/inner/turn";\ndescribe("turn", () => {\n  it("gives two for one, and three for two", () => {\n    expect(turn(1)).toBe(2);\n    expect(turn(2)).toBe(3);\n  });\n});\n${padding("//")}`,
    });
    expect(pairs.map(({ of }) => of)).toEqual(["turn"]);
  });

  test("is not of a function that it defines itself", async () => {
    const { pairs } = await pairsOf({
      "src/wheel.ts":
        "export function turnWheel(id: number) {\n  const row = rows[id];\n  check(row);\n  return row;\n}\n",
      "src/wheel.test.ts": `import { x } from "./wheel.ts";\ntest("turn wheel calls back", () => {\n  const turnWheel = vi.fn();\n  turnWheel(1);\n  expect(x(turnWheel)).toBe(2);\n});\n${padding("//")}`,
    });
    expect(pairs).toEqual([]);
  });
});

test("a short test file is asked for whole, in the words of /test", async () => {
  const tests = `from app.store import read_row\n\n\ndef test_no_rows():\n    assert read_row([], 1) == 0\n`;
  const code = pythonFunction("read_row", "rows");
  const { pairs } = await pairsOf({ "app/store.py": code, "tests/test_store.py": tests });
  expect(pairs).toHaveLength(1);
  expect(pairs[0]?.code).toBe(tests.trimEnd());
  expect(pairs[0]?.prompt).toEqual(
    testPrompt({
      ...{ repository: "any", title: "any", description: "", instructions: "", language: "" },
      hunks: [{ path: "app/store.py", language: "python", rendered: code.trimEnd() }],
      ...{ context: [], testPath: "tests/test_store.py", path: "app/store.py" },
      ...{ symbols: ["read_row"], framework: "", neighbour: null, complaint: "" },
    }),
  );
});
