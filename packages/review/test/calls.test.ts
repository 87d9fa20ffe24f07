import { parseCode } from "@devflow/syntax";
import { describe, expect, test } from "vitest";
import { Calls, typedCallKinds } from "../src/draft/calls/calls.ts";
import { CodeFiles } from "../src/draft/calls/code-files.ts";
import { onlyOne } from "../src/draft/calls/lookup.ts";
import { nodesOfKinds } from "../src/draft/checks/functions-of.ts";
import { filesOf } from "./support/files-of.ts";

/** What each call of a file calls, as `line name -> path:line`; those that are not sure are left out. */
async function resolved(files: Record<string, string>, path: string): Promise<string[]> {
  const texts = { head: async (each: string) => files[each] ?? null, base: async () => null };
  const calls = new Calls(new CodeFiles(texts, filesOf(files), []));
  const code = parseCode({ path, text: files[path]! })!;
  const found: string[] = [];
  for (const call of nodesOfKinds(code.root, [...typedCallKinds[code.language as "go" | "java"]])) {
    const lookup = await calls.lookUp(path, code, call);
    const callee = lookup === null ? null : onlyOne(lookup, call);
    const line = call.range().start.line + 1;
    if (callee !== null)
      found.push(`${line} ${callee.head.name} -> ${callee.path}:${callee.head.line}`);
  }
  return found;
}

test("says nothing while nothing is indexed, also of what the changed file has itself", async () => {
  const text = "package a\n\nfunc run() { run() }\n";
  const texts = { head: async () => text, base: async () => null };
  const files = { ...filesOf({}), paths: async () => null };
  const code = parseCode({ path: "a.go", text })!;
  const [call] = nodesOfKinds(code.root, typedCallKinds.go);
  expect(await new Calls(new CodeFiles(texts, files, [])).lookUp("a.go", code, call!)).toBeNull();
});

describe("Go", () => {
  const files = {
    "go.mod": "module example.com/shop\n",
    "price/price.go": `package price

type Price struct{ Cents int }

func Of(cents int) *Price { return &Price{cents} }

func Parse(text string) (Price, error) { return Price{}, nil }

func (p *Price) Add(other Price) Price { return *p }
`,
    "cart/item.go": `package cart

import "example.com/shop/price"

type base struct{ owner string }

func (b *base) Owner() string { return b.owner }

type Item struct {
	base
	Price *price.Price
}

func total(items []*Item) int { return len(items) }
`,
    "cart/item_test.go": "package cart\n\nfunc helper() {}\n",
    "cart/item_windows.go": "package cart\n\nfunc open() {}\n",
    "cart/item_linux.go": "package cart\n\nfunc open() {}\n",
  };

  const inCart = (body: string, head = "func run(items []*Item, i *Item, m map[string]*Item)") =>
    resolved(
      {
        ...files,
        "cart/cart.go": `package cart\n\nimport (\n\t"fmt"\n\tp "example.com/shop/price"\n)\n\n${head} {\n${body}\n}\n`,
      },
      "cart/cart.go",
    );

  test.each([
    ["a function of the package", "total(items)", "total -> cart/item.go:14"],
    ["one of an imported package", "p.Of(1)", "Of -> price/price.go:5"],
    [
      "a method by a parameter's type, through an embedded struct",
      "i.Owner()",
      "Owner -> cart/item.go:7",
    ],
    ["by a field's type", "i.Price.Add(x)", "Add -> price/price.go:9"],
    ["by an element's", "for _, each := range items { each.Owner() }", "Owner -> cart/item.go:7"],
    ["by a map's value", 'm["a"].Owner()', "Owner -> cart/item.go:7"],
    ["by a literal's", "v := &Item{}\n\tv.Owner()", "Owner -> cart/item.go:7", 10],
    ["by a declaration's", "var v p.Price\n\tv.Add(v)", "Add -> price/price.go:9", 10],
  ])("%s", async (_what, body, expected, line = 9) => {
    expect(await inCart(body)).toEqual([`${line} ${expected}`]);
  });

  test("by results, one of several and in a chain", async () => {
    expect(await inCart('v, err := p.Parse("1")\n\tv.Add(v)\n\tp.Of(1).Add(v)')).toEqual([
      "9 Parse -> price/price.go:7",
      "10 Add -> price/price.go:9",
      "11 Add -> price/price.go:9",
      "11 Of -> price/price.go:5",
    ]);
  });

  test.each([
    ["a library's", "fmt.Println(1)"],
    ["a parameter of the name", "total(items)", "func run(items []*Item, total func([]*Item) int)"],
    ["a variable of the name", "total := func(x []*Item) int { return 1 }\n\ttotal(items)"],
    ["a variable that hides the package", "p.Of(1)", "func run(p other)"],
    [
      "a name with two types in the function",
      "v := &p.Price{}\n\tif true {\n\t\tv := i\n\t\tv.Owner()\n\t}",
    ],
    ["a type parameter", "v.Owner()", "func run[Item any](v Item)"],
    ["an interface", "v.Owner()", "type owner interface{ Owner() string }\n\nfunc run(v owner)"],
    ["one file for each system", "open()"],
    ["the package's tests, which code does not see", "helper()"],
  ])("says nothing: %s", async (_what, body, head?: string) => {
    expect(await inCart(body, head)).toEqual([]);
  });
});

describe("Java", () => {
  const at = (path: string) => `src/main/java/${path}`;
  const files = {
    [at("shop/price/Price.java")]: `package shop.price;

public class Price implements Comparable<Price> {
  public static Price of(int cents) { return new Price(); }
  public Price add(Price other) { return this; }
  public Price add(Price other, int times) { return this; }
  public static class Range {
    public boolean has(Price price) { return true; }
  }
}
`,
    [at("shop/cart/Base.java")]: `package shop.cart;

import java.io.Writer;

abstract class Base {
  protected Item first;
  String owner() { return ""; }
  void put(String a) {}
  void put(Object a) {}
}
`,
    [at("shop/cart/Item.java")]: `package shop.cart;

import shop.price.Price;

class Item {
  Price price;
  Item(Price price) { this.price = price; }
  Price price() { return price; }
}
`,
    [at("shop/cart/Out.java")]: `package shop.cart;

class Out extends java.io.Writer {
  void write(Item item) {}
  private void own(Item item) {}
  void all(Item item) { write(item); own(item); }
}
`,
  };

  const inCart = (body: string, head = "void run(Item item, T any, Out out)") =>
    resolved(
      {
        ...files,
        [at("shop/cart/Cart.java")]:
          `package shop.cart;\n\nimport static shop.price.Price.of;\nimport java.util.*;\nimport shop.price.Price;\n\nclass Cart<T> extends Base {\n  ${head} {\n${body}\n  }\n}\n`,
      },
      at("shop/cart/Cart.java"),
    );

  test.each([
    ["an inherited method", "owner();", `owner -> ${at("shop/cart/Base.java")}:7`],
    ["a static import", "of(1);", `of -> ${at("shop/price/Price.java")}:4`],
    ["a static method", "Price.of(1);", `of -> ${at("shop/price/Price.java")}:4`],
    ["a parameter's", "item.price();", `price -> ${at("shop/cart/Item.java")}:8`],
    ["an inherited field's", "first.price();", `price -> ${at("shop/cart/Item.java")}:8`],
    [
      "a field of a field",
      "this.first.price.add(null);",
      `add -> ${at("shop/price/Price.java")}:5`,
    ],
    [
      "the overload with as many arguments",
      "item.price.add(null, 2);",
      `add -> ${at("shop/price/Price.java")}:6`,
    ],
    [
      "a class inside of another",
      "boolean b = ((Price.Range) any).has(null);",
      `has -> ${at("shop/price/Price.java")}:8`,
    ],
    ["a constructor", "new Item(null);", `Item -> ${at("shop/cart/Item.java")}:7`],
  ])("%s", async (_what, body, expected) => {
    expect(await inCart(body)).toEqual([`9 ${expected}`]);
  });

  test("by results, and behind `var`", async () => {
    expect(await inCart("var v = item.price();\nv.add(v).add(v, 1);")).toEqual([
      `9 price -> ${at("shop/cart/Item.java")}:8`,
      `10 add -> ${at("shop/price/Price.java")}:6`,
      `10 add -> ${at("shop/price/Price.java")}:5`,
    ]);
  });

  test("of a class that a library's class is above of, only what nobody inherits or hides", async () => {
    expect(await resolved(files, at("shop/cart/Out.java"))).toEqual([
      `6 own -> ${at("shop/cart/Out.java")}:5`,
    ]);
  });

  test.each([
    ["a library's type", 'List<Item> all = null; all.get(0); "a".length();'],
    ["a type parameter", "any.price();"],
    ["overloads with as many arguments", "put(any);"],
    ["a parameter of a lambda", "call(item -> item.price());", "void run(Call call)"],
    ["a name with two types", "{ Item v = null; } { Out v = null; v.own(null); }"],
    [
      "what a library's class around the call may bring",
      "new Thread() { public void run() { owner(); } };",
    ],
    ["a library's class may overload it", "out.write(item);"],
    ["what everything has", "item.toString(); item.hashCode();"],
  ])("says nothing: %s", async (_what, body, head?: string) => {
    expect(await inCart(body, head)).toEqual([]);
  });
});
