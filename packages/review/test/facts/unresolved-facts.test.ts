import { describe, expect, test } from "vitest";
import { Calls } from "../../src/draft/calls/calls.ts";
import { CodeFiles } from "../../src/draft/calls/code-files.ts";
import { findUnresolvedCalls, unresolvedFacts } from "../../src/draft/facts/unresolved-facts.ts";
import { unresolvedMembers } from "../../src/draft/facts/unresolved-members.ts";
import { filesOf } from "../support/files-of.ts";
import { factFile } from "./edited.ts";

async function calls(path: string, before: string | null, after: string): Promise<string[]> {
  return [...findUnresolvedCalls(await factFile(path, before, after)).keys()];
}

describe("a call that nothing explains", () => {
  test("TypeScript", async () => {
    const before = 'import { load } from "./load.ts";\n\nexport const run = () => load();\n';
    const after = before.replace("load();", "normaliseUser(load());");
    expect(await calls("src/run.ts", before, after)).toEqual(["normaliseUser"]);
    const facts = unresolvedFacts(
      findUnresolvedCalls(await factFile("src/run.ts", before, after)),
      new Set(),
    );
    expect(facts.map(({ text }) => text)).toEqual([
      "`normaliseUser`, called on line 3, is defined nowhere: not in this file, not in its imports, not in the repository",
    ]);
  });

  test("Python", async () => {
    const before = "from shop import cart\n\ndef total(order):\n    return cart.total(order)\n";
    const after = before.replace("cart.total(order)", "round_price(cart.total(order))");
    expect(await calls("shop/total.py", before, after)).toEqual(["round_price"]);
  });

  test("an error that the language does not have", async () => {
    const before = "def total(order):\n    return order\n";
    const after = before.replace("return order", "raise QuotaError(ValueError(order))");
    expect(await calls("shop/total.py", before, after)).toEqual(["QuotaError"]);
  });

  test("Go", async () => {
    const before = "package a\n\nfunc Run() error {\n\treturn nil\n}\n";
    const after = before.replace("return nil", 'return startServer("a")');
    expect(await calls("a/run.go", before, after)).toEqual(["startServer"]);
  });
});

describe("silence where the name may come from somewhere", () => {
  test.each([
    [
      "imported",
      "a.ts",
      'import { other } from "./o.ts";\nimport { helper } from "./h.ts";\nother(helper(1));\n',
    ],
    ["required", "a.js", 'const { helper } = require("./h");\nhelper(1);\n'],
    ["defined below", "a.ts", "helper(1);\nfunction helper(n: number) { return n; }\n"],
    ["a parameter", "a.ts", "export const run = (helper: () => void) => { helper(); };\n"],
    ["destructured", "a.ts", "export function run({ helper }: Tools) { helper(); }\n"],
    ["a method of its own", "a.ts", "class A { helper() {} run() { this.helper(); } }\n"],
    [
      "of the platform",
      "a.ts",
      "structuredClone(1); setTimeout(() => fetch('a'), 1); queueMicrotask(f1);\n",
    ],
    [
      "of the test runner",
      "a.test.ts",
      "describe('a', () => { test('b', () => { expect(1); }); });\n",
    ],
    ["a star import", "a.py", "from tools import *\nhelper(1)\n"],
    ["a builtin", "a.py", "print(sorted(enumerate(range(3))))\n"],
    ["passed on as a value", "a.py", "def run(helper=None):\n    helper(1)\n"],
    ["a dot import", "a.go", 'package a\n\nimport . "tools"\n\nfunc Run() { helperOf(1) }\n'],
    [
      "a conversion of a builtin type",
      "a.go",
      "package a\n\nfunc Run(n int) string { return string(rune(n)) }\n",
    ],
    [
      "Java, where it may be inherited",
      "A.java",
      "class A extends B { void run() { helper(); } }\n",
    ],
    ["code that does not parse", "a.ts", "export const run = () => { helper(; };\n"],
  ])("%s", async (_why, path, after) => {
    expect(await calls(path, null, after)).toEqual([]);
  });

  test("known by the repository, or in the file before", async () => {
    const found = findUnresolvedCalls(await factFile("a.ts", "x1();\n", "x1();\nhelper(1);\n"));
    expect(unresolvedFacts(found, new Set(["helper"]))).toEqual([]);
    expect(await calls("a.ts", "helper(1);\n", "helper(1);\nhelper(2);\n")).toEqual([]);
  });
});

describe("Java's methods that a class surely lacks", () => {
  const item = "package a;\n\nclass Item extends Base {\n  int price() { return 1; }\n}\n";
  const others = {
    "a/Item.java": item,
    "a/Base.java": "package a;\n\nabstract class Base {\n  int size() { return 1; }\n}\n",
  };

  async function lacking(line: string, more: Record<string, string> = {}): Promise<string[]> {
    const after = `package a;\n\nclass Cart {\n  int run(Item item) {\n    ${line}\n  }\n}\n`;
    const files: Record<string, string> = { ...others, ...more, "a/Cart.java": after };
    const file = await factFile("a/Cart.java", null, after);
    const texts = { head: async (path: string) => files[path] ?? null, base: async () => null };
    const calls = new Calls(new CodeFiles(texts, filesOf(files), [file.file]));
    return (await unresolvedMembers(file, calls)).map(({ text }) => text);
  }

  test("of an object, and of the class itself", async () => {
    expect(await lacking("return item.prices() + item.price() + item.size() + sum();")).toEqual([
      "`prices`, called on line 5, is defined nowhere: not in Item, Base, which extend nothing else",
      "`sum`, called on line 5, is defined nowhere: not in Cart, which extend nothing else",
    ]);
  });

  test.each([
    ["what everything has", "return item.hashCode();", {}],
    [
      "a record's parts",
      "return item.prices();",
      { "a/Item.java": "package a;\n\nrecord Item(int prices) {}\n" },
    ],
    [
      "a library's class above",
      "return item.prices();",
      {
        "a/Base.java": "package a;\n\nabstract class Base extends java.util.ArrayList<String> {}\n",
      },
    ],
    [
      "made by annotations",
      "return item.getPrices();",
      { "a/Item.java": `package a;\n\nimport lombok.Data;\n\n@Data class Item { int prices; }\n` },
    ],
  ])("says nothing: %s", async (_why, line, more) => {
    expect(await lacking(line, more)).toEqual([]);
  });
});
