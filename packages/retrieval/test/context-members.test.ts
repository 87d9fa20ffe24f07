import { describe, expect, test } from "vitest";
import { importedNames } from "../src/context/imported-names.ts";
import { membersOf } from "../src/context/type-members.ts";

const lines = (text: string) => text.trim().split("\n");
const members = (path: string, text: string) =>
  Object.fromEntries(membersOf(path, 10, lines(text)));

describe("members of a type", () => {
  test("are found in one of 200,000 lines", () => {
    const fields = Array.from({ length: 200_000 }, (_, index) => `  field${index}: string;`);
    const found = membersOf("a.ts", 1, ["interface Row {", ...fields, "}"]);
    expect(found.get("field199999")).toBe(200_001);
  });

  test("of TypeScript are properties and methods, not what bodies call", () => {
    const text = `
export interface Store {
  /** path: not this one */
  readonly path: string;
  update?(
    tree: Tree,
  ): void;
  "quoted-not"?: 1;
  state: { inner: number };
}`;
    expect(members("a.ts", text)).toEqual({ path: 12, update: 13, state: 17, inner: 17 });
    const cls =
      "class A {\n  #size = 1;\n  static total: number;\n  run() {\n    call(this.x);\n  }\n}";
    expect(members("a.ts", cls)).toEqual({ total: 12, run: 13 });
    expect(members("a.ts", "type Hit = { path: string; line?: number };")).toEqual({
      path: 10,
      line: 10,
    });
  });

  test("of Go are the fields of a struct and the methods of an interface", () => {
    const text =
      "type Engine struct {\n\tRouterGroup\n\t// Trusted says more\n\tTrusted bool\n\tminimum, Maximum int\n\tHandlers []Handler\n}";
    expect(members("a.go", text)).toEqual({ Trusted: 13, minimum: 14, Maximum: 14, Handlers: 15 });
    const face = "type Writer interface {\n\tWrite(p []byte) error\n}";
    expect(members("a.go", face)).toEqual({ Write: 11 });
  });

  test("of Java, Python and Rust stand where these declare them", () => {
    const java =
      "class A {\n  private final String name;\n  int size(String of) {\n    return 1;\n  }\n}";
    expect(members("A.java", java)).toEqual({ name: 11, size: 12 });
    const python =
      "class A:\n    limit: int = 3\n    def __init__(self):\n        self.rows = []\n        other = 2";
    expect(members("a.py", python)).toMatchObject({ limit: 11, rows: 13 });
    expect(members("a.py", python)).not.toHaveProperty("other");
    const rust = "pub struct A {\n    pub name: String,\n    pub(crate) size: usize,\n}";
    expect(members("a.rs", rust)).toEqual({ name: 11, size: 12 });
  });
});

describe("names that changed lines import", () => {
  const text = lines(`
import { first, type Second } from "./a.ts";
import {
  third,
  fourth as other,
} from "./b.ts";
export { fifth } from "./c.ts";
from shop.prices import total_price, tax
use crate::store::Shelf;
const sixth = compute();`);
  const all = [{ startLine: 1, endLine: text.length }];

  test("are those of imports and of what is handed on, in every language", () => {
    expect(importedNames(text, all)).toEqual([
      "first",
      "Second",
      "third",
      "fourth",
      "other",
      "fifth",
      "shop",
      "prices",
      "total_price",
      "tax",
      "store",
      "Shelf",
    ]);
  });

  test("are only those of the changed lines of a statement", () => {
    expect(importedNames(text, [{ startLine: 3, endLine: 3 }])).toEqual(["third"]);
    expect(importedNames(text, [{ startLine: 9, endLine: 9 }])).toEqual([]);
  });
});
