import type { FileDiff } from "@devflow/diff";
import { describe, expect, test } from "vitest";
import { testFacts } from "../../src/draft/facts/test-facts.ts";
import { edited } from "./edited.ts";

const texts = (file: FileDiff, others: FileDiff[] = []) =>
  testFacts(file, [file, ...others]).map(({ text }) => text);

describe("tests that are gone", () => {
  test.each([
    ["src/a.test.ts", 'test("adds two", () => {\n  expect(add(1, 1)).toBe(2);\n});\n', "adds two"],
    ["test/test_cart.py", "def test_total(cart):\n    assert cart.total() == 2\n", "test_total"],
    [
      "cart_test.go",
      "func TestTotal(t *testing.T) {\n\tif total() != 2 {\n\t\tt.Fatal(1)\n\t}\n}\n",
      "TestTotal",
    ],
    [
      "src/test/java/CartTest.java",
      "  @Test\n  void shouldAdd() {\n    assertEquals(2, add(1, 1));\n  }\n",
      "shouldAdd",
    ],
  ])("%s", (path, body, name) => {
    const kept = "// the rest\nconst kept = 1;\n";
    expect(texts(edited(path, body + kept, kept))).toEqual([`the test \`${name}\` was removed`]);
  });

  test("one that moved to another file is not gone", () => {
    const body = 'test("adds two", () => {\n  expect(add(1, 1)).toBe(2);\n});\n';
    const moved = edited("src/b.test.ts", null, body);
    expect(texts(edited("src/a.test.ts", `${body}// rest\n`, "// rest\n"), [moved])).toEqual([]);
  });

  test("tests of a file that is still there", () => {
    const file = edited("src/cart-store.ts", "a();\n", "b();\n");
    const gone = {
      ...edited("test/cart-store.test.ts", "a();\n", "b();\n"),
      status: "deleted" as const,
    };
    expect(texts(file, [gone])).toEqual([
      "tests of this file were deleted: test/cart-store.test.ts",
    ]);
    expect(texts({ ...file, path: "src/other.ts" }, [gone])).toEqual([]);
  });
});

test("assertions that are fewer than before are counted; rewritten ones are not", () => {
  const body = (assertions: string) => `test("a", () => {\n  const x = run();\n${assertions}});\n`;
  const two = "  expect(x).toBe(1);\n  expect(x).not.toBe(2);\n";
  const one = "  expect(x).toBeDefined();\n";
  expect(texts(edited("a.test.ts", body(two), body(one)))).toEqual([
    "2 assertions were removed and 1 added",
  ]);
  expect(texts(edited("a.test.ts", body(one), body(two)))).toEqual([]);
  expect(texts(edited("a.test.ts", body(one), body("  expect(x).toBe(1);\n")))).toEqual([]);
});

test.each([
  ["a.test.ts", 'it("b", () => {});', 'it.skip("b", () => {});'],
  ["a.test.ts", 'it("b", () => {});', 'it.only("b", () => {});'],
  ["test_a.py", "def test_b(): pass", "@pytest.mark.skip\ndef test_b(): pass"],
  ["a_test.go", "\trun()", '\tt.Skip("flaky")\n\trun()'],
  ["ATest.java", "  @Test void b() {}", "  @Disabled @Test void b() {}"],
])("%s: a test that runs no more", (path, before, after) => {
  expect(texts(edited(path, `${before}\n`, `${after}\n`))).toEqual([
    expect.stringMatching(/^line 1 runs tests no more, or only some: /),
  ]);
});

test("what is no test says nothing", () => {
  expect(texts(edited("src/a.ts", "expect(1);\n", "run();\n"))).toEqual([]);
});
