import { describe, expect, test } from "vitest";
import { blockByIndentation } from "../../src/features/shared/block-by-indentation.ts";
import {
  blocks,
  enclosing,
  type OutlineSymbol,
} from "../../src/features/shared/enclosing-symbol.ts";

const symbol = (
  name: string,
  kind: number,
  [start, end]: [number, number],
  children: OutlineSymbol[] = [],
): OutlineSymbol => ({
  name,
  kind,
  range: { start: { line: start - 1 }, end: { line: end - 1 } },
  children,
});

const outline = [
  symbol("limit", 13, [1, 1]),
  symbol(
    "Cart",
    4,
    [3, 20],
    [symbol("items", 7, [4, 4]), symbol("total", 5, [6, 12], [symbol("add", 11, [8, 9])])],
  ),
  symbol("handler", 13, [22, 30]),
];

describe("the function or class around lines", () => {
  test.each<[string, [number, number], string | null]>([
    ["the innermost one", [8, 8], "add"],
    ["the one that has all of them", [8, 11], "total"],
    ["the class, between its methods", [5, 5], "Cart"],
    ["a constant that holds a function", [25, 25], "handler"],
    ["none for a constant of one line", [1, 1], null],
    ["none outside", [21, 21], null],
  ])("is %s", (_, [startLine, endLine], wanted) => {
    expect(enclosing(outline, { startLine, endLine })?.name ?? null).toBe(wanted);
  });

  test("lenses stand above classes, their methods and functions, not above what is in those", () => {
    expect(blocks(outline).map(({ name }) => name)).toEqual(["Cart", "total", "handler"]);
  });
});

describe("the block around lines by indentation", () => {
  const python =
    "import x\n\n\nclass Cart:\n    size = 3\n\n    def total(self):\n        sum = 0\n\n        for i in self.items:\n            sum += i\n        return sum\n\n\nprint(1)";
  const typescript =
    "export class Cart {\n  total(\n    items: Item[],\n  ): number {\n    return 1;\n  }\n}\n\nexport const add = (a: number) => {\n  if (a) {\n    return 1;\n  }\n};\n";
  const go = "func (c *Cart) Total() int {\n\treturn 1\n}\n\nvar x = 1\n";
  const java =
    "class Cart {\n    public int total(List<Item> items) {\n        return 1;\n    }\n}\n";
  test.each<[string, string, number, [string, number, number] | null]>([
    ["a method", python, 11, ["total", 7, 12]],
    ["a class between its methods", python, 5, ["Cart", 4, 12]],
    ["nothing at the top", python, 15, null],
    ["nothing for an import", python, 1, null],
    ["a function in a constant, not its if", typescript, 11, ["add", 9, 13]],
    ["a class", typescript, 1, ["Cart", 1, 7]],
    ["a method of Go", go, 2, ["Total", 1, 3]],
    ["nothing for a variable of Go", go, 5, null],
    ["a method of Java", java, 3, ["total", 2, 4]],
  ])("is %s", (_, text, line, wanted) => {
    const found = blockByIndentation(text.split("\n"), { startLine: line, endLine: line });
    expect(found && [found.name, found.span.startLine, found.span.endLine]).toEqual(wanted);
  });
});
