import { frameworkOf, isTestFile, isTestPath, problemWithTest, testPathFor } from "@devflow/assist";
import { parseUnifiedDiff } from "@devflow/diff";
import { completeFinding } from "@devflow/testkit/model-server";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { docstringBelow, signatureOf } from "../../src/command/docstring-below.ts";
import { addsOnlyDocstring, undocumentedIn } from "../../src/command/undocumented.ts";
import { widenTo } from "../../src/command/widen-suggestion.ts";

describe("tests of a file stand", () => {
  test.each([
    ["src/cart.ts", "test/price.test.ts", "test/cart.test.ts"],
    ["src/cart.ts", "src/price.spec.ts", "src/cart.spec.ts"],
    ["src/a/cart.tsx", "src/a/__tests__/price.test.tsx", "src/a/__tests__/cart.test.tsx"],
    ["shop/cart.py", "tests/test_price.py", "tests/test_cart.py"],
    ["shop/cart.go", "shop/price_test.go", "shop/cart_test.go"],
    [
      "src/main/java/a/Cart.java",
      "src/test/java/a/PriceTest.java",
      "src/test/java/a/CartTest.java",
    ],
    ["src/cart.ts", null, "src/cart.test.ts"],
    ["shop/cart.py", null, "tests/test_cart.py"],
    ["shop/cart.go", null, "shop/cart_test.go"],
    ["src/main/java/a/Cart.java", null, "src/test/java/a/CartTest.java"],
  ])("%s beside %s: %s", (path, neighbour, expected) => {
    expect(testPathFor(path, neighbour)).toBe(expected);
    expect(isTestFile(expected)).toBe(true);
    expect(isTestPath(path)).toBe(false);
  });
});

test.each([
  ['import { test } from "vitest";', "vitest"],
  ["import pytest\n", "pytest"],
  ["func TestA(t *testing.T) {", "testing"],
  ["import org.junit.jupiter.api.Test;", "JUnit 5"],
  ["const a = 1;", ""],
])("the framework of %j is %j", (text, framework) => {
  expect(frameworkOf(text)).toBe(framework);
});

describe("a written test is refused", () => {
  const known = { path: "src/cart.ts", names: new Set(["average", "Cart"]), symbols: ["average"] };
  const problem = (code: string) =>
    problemWithTest({ ...known, testPath: "test/cart.test.ts", code });

  test.each([
    ["that does not parse", "test('a', () => {", "it does not parse"],
    ["that tests something else", "expect(1).toBe(1);", "it uses none of average"],
    [
      "that imports what is not there",
      'import { average, mean } from "../src/cart.js";\naverage(mean);',
      "it imports mean, which the tested file does not have",
    ],
  ])("%s", async (_name, code, expected) => {
    expect(await problem(code)).toBe(expected);
  });

  test("and taken when all of that holds", async () => {
    const code = 'import { average, type Cart as C } from "../src/cart.ts";\naverage([]);\n';
    expect(await problem(code)).toBeNull();
  });

  test("in Python, too", async () => {
    const python = { path: "shop/cart.py", names: new Set(["average"]), symbols: ["average"] };
    const check = (code: string) =>
      problemWithTest({ ...python, testPath: "tests/test_cart.py", code });
    expect(await check("from shop.cart import average, mean\naverage(mean)\n")).toContain("mean");
    expect(await check("from shop.cart import average as a\nimport pytest\n\na([])\n")).toBeNull();
  });
});

test("undocumented functions of a change that others may use", async () => {
  const text = [
    "export function a() {}",
    "/** Said. */",
    "export function b() {}",
    "function hidden() {}",
    "export class C {",
    "  // one",
    "  d() {}",
    "  private e() {}",
    "}",
    "",
  ].join("\n");
  const added = text.split("\n").slice(0, -1);
  const diff = `diff --git a/a.ts b/a.ts\nnew file mode 100644\n--- /dev/null\n+++ b/a.ts\n@@ -0,0 +1,${added.length} @@\n${added.map((line) => `+${line}`).join("\n")}\n`;
  const [file] = parseUnifiedDiff(diff);
  expect((await undocumentedIn(file!, text)).map(({ name }) => name)).toEqual(["a", "C"]);
});

test.each([
  ['def a(b):\n    """Says it."""\n', true],
  ['def a(b):\n    """Says it.\n\n    More.\n    """\n', true],
  ['def a(b):\n    """Says it."""; exec(b)\n', false],
  ['def a(c):\n    """Says it."""\n', false],
  ["def a(b):\n    return b\n", false],
])("%j adds a docstring only: %s", (suggestion, expected) => {
  expect(addsOnlyDocstring(["def a(b):"], suggestion)).toBe(expected);
});

describe("a Python signature of several lines", () => {
  const text = [
    "@cached",
    "def total(",
    '    items: list[Item],  # not "empty:',
    '    sep: str = ":(",',
    ") -> int:",
    "    return sum(items)",
  ];
  const signature = text.slice(1, 5);

  test("goes to the colon that ends it", () => {
    expect(signatureOf(text, 1)).toEqual(signature);
    expect(signatureOf(["class A:", "    x = 1"], 1)).toEqual(["class A:"]);
    expect(signatureOf(["x = 1"], 1)).toBeNull();
  });

  const rows = ['    """Adds.', "", "    Twice.", '    """'];
  test.each([
    ["def total(", 'def total(\n    """Adds.\n\n    Twice.\n    """'],
    [signature.join("\n"), `${signature.join("\n")}\n${rows.join("\n")}`],
    ["+ def total(", '        """Adds.\n\n        Twice.\n        """'],
  ])("gets its docstring below it, where the expert quotes %j", (quote, suggestion) => {
    const below = docstringBelow(completeFinding({ quote, suggestion }), [signature]);
    expect(below.suggestion).toBe(`${[...signature, ...rows].join("\n")}\n`);
    expect(below.quote).toBe(signature.join("\n"));
    expect(addsOnlyDocstring(signature, below.suggestion!)).toBe(true);
  });

  test("what brings no docstring, or is for another function, stays as it is", () => {
    const code = completeFinding({ quote: "def total(", suggestion: "def total(x):" });
    expect(docstringBelow(code, [signature])).toBe(code);
    const other = completeFinding({ quote: "def mean(", suggestion: 'def mean(\n    """A."""' });
    expect(docstringBelow(other, [signature])).toBe(other);
  });
});

test("a widened suggestion makes the same file on the lines of the thread", () => {
  const line = fc.stringMatching(/^[a-z]{0,5}$/);
  const lines = fc.array(line, { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(
      lines,
      fc.array(line, { maxLength: 4 }),
      fc.infiniteStream(fc.nat(7)),
      (file, own, picks) => {
        const pick = () => (picks.next().value % file.length) + 1;
        const [startLine = 1, line = 1] = [pick(), pick()].sort((a, b) => a - b);
        const [targetStart, targetEnd] = [Math.min(pick(), startLine), Math.max(pick(), line)];
        const replace = (from: number, to: number, by: readonly string[]) => [
          ...file.slice(0, from - 1),
          ...by,
          ...file.slice(to),
        ];
        const suggestion = own.map((each) => `${each}\n`).join("");
        const position = { side: "RIGHT", startLine, line } as const;
        const target = { side: "RIGHT", startLine: targetStart, line: targetEnd } as const;
        const headText = file.map((each) => `${each}\n`).join("");
        const widened = widenTo(headText, { position, suggestion }, target);
        const rows = widened === "" ? [] : (widened ?? "").slice(0, -1).split("\n");
        expect(replace(targetStart, targetEnd, rows)).toEqual(replace(startLine, line, own));
      },
    ),
  );
  const outside = { side: "RIGHT", startLine: 2, line: 2 } as const;
  const position = { side: "RIGHT", startLine: 1, line: 2 } as const;
  expect(widenTo("a\nb\n", { position, suggestion: "c\n" }, outside)).toBeNull();
});
