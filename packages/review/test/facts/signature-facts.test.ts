import { describe, expect, test } from "vitest";
import { compareSignatures } from "../../src/draft/facts/compare-signatures.ts";
import { readSignature } from "../../src/draft/facts/read-signature.ts";
import { findBrokenPromises, signatureFacts } from "../../src/draft/facts/signature-facts.ts";
import { factFile } from "./edited.ts";

function changes(language: string, name: string, before: string, after: string): string[] {
  const [old, now] = [before, after].map((head) => readSignature(head, name, language));
  return compareSignatures(old!, now!);
}

describe("what callers must follow", () => {
  test.each([
    [
      "typescript",
      "function f(a: string)",
      "function f(a: string, b: number)",
      ["parameter b added"],
    ],
    [
      "typescript",
      "function f(a: string, b: number)",
      "function f(a: string)",
      ["parameter b removed"],
    ],
    [
      "typescript",
      "function f(a: string, b: string)",
      "function f(b: string, a: string)",
      ["order now b, a"],
    ],
    [
      "typescript",
      "f = (a: Map<string, number>): void =>",
      "f = (a: Map<string, string>): void =>",
      ["a was Map<string,number>, is Map<string,string>"],
    ],
    [
      "typescript",
      "async function f(): Promise<User>",
      "async function f(): Promise<User | null>",
      ["returned Promise<User>, now Promise<User|null>"],
    ],
    [
      "typescript",
      "function f(a?: string)",
      "function f(a: string)",
      ["a may no longer be left out"],
    ],
    [
      "typescript",
      "function f(a: string)",
      "function f(n: number, a: string)",
      ["parameter n added"],
    ],
    [
      "typescript",
      "function f(a: string, c: string)",
      "function f(a: string, b?: string, c?: string)",
      ["parameter b added in between"],
    ],
    [
      "python",
      "def f(self, a: int) -> str:",
      "def f(self, a: int, b) -> str:",
      ["parameter b added"],
    ],
    ["python", "def f(a, b):", "def f(b, a):", ["order now b, a"]],
    [
      "go",
      "func (s *Store) f(id string) error",
      "func (s *Store) f(ctx context.Context, id string) error",
      ["parameter ctx added"],
    ],
    [
      "go",
      "func f(id string) (User, error)",
      "func f(id string) (*User, error)",
      ["returned (User,error), now (*User,error)"],
    ],
    [
      "java",
      "public User f(final String id)",
      "public Optional<User> f(final String id)",
      ["returned User, now Optional<User>"],
    ],
    ["java", "void f(String a, int b)", "void f(int b, String a)", ["order now b, a"]],
  ])("%s: %s -> %s", (language, before, after, expected) => {
    expect(changes(language, "f", before, after)).toEqual(expected);
  });

  test.each([
    ["typescript", "function f(a: string)", "export async function f(a: string)"],
    ["typescript", "function f(a: string)", "function f(a: string, b?: number)"],
    ["typescript", "function f(a: string)", "function f(a: string, b = 2, ...rest: string[])"],
    ["typescript", "function f(a: string)", "function f(id: string)"],
    [
      "typescript",
      "f = (a: (x: number, y: string) => void): void =>",
      "f = (a: (x: number, y: string) => void): void => {",
    ],
    ["typescript", "function f({ a, b }: Input)", "function f({ a, b, c }: Input)"],
    ["python", "def f(self, a):", "def f(self, a, *, timeout=10, **options):"],
    ["go", "func f(id string) error", "func f(id string, options ...Option) error"],
    ["java", "public void f(final String id)", "public final void f(String id)"],
  ])("%s: nothing for %s -> %s", (language, before, after) => {
    expect(changes(language, "f", before, after)).toEqual([]);
  });

  test("a head that was cut says nothing", () => {
    expect(readSignature("function f(a: string, b: num", "f", "typescript")).toBeNull();
    expect(readSignature("class f", "f", "typescript")).toBeNull();
  });
});

const use = (name: string, path: string, line: number) => ({ name, path, line, enclosing: null });

describe("callers that the change leaves", () => {
  const before = `export function priceOf(item: Item): number {
  return item.cents;
}

export function unused(): void {}
`;
  const after = `export function priceOf(item: Item, currency: string): number {
  return item.cents * rateOf(currency);
}
`;

  test("are named by file and line, those of the change left out", async () => {
    const promises = findBrokenPromises(await factFile("src/price.ts", before, after));
    const uses = [
      use("priceOf", "src/a.ts", 3),
      use("priceOf", "src/changed.ts", 9),
      use("unused", "src/b.ts", 7),
    ];
    const facts = signatureFacts(promises, uses, new Set(["src/changed.ts"]), new Set());
    expect(facts.map(({ text }) => text)).toEqual([
      "priceOf: parameter currency added. Callers not changed: src/a.ts:3",
      "unused was removed and is still used, unchanged: src/b.ts:7",
    ]);
  });

  test("more than three are counted", async () => {
    const promises = findBrokenPromises(await factFile("src/price.ts", before, after));
    const uses = [1, 2, 3, 4, 5].map((line) => use("priceOf", "src/a.ts", line));
    expect(signatureFacts(promises, uses, new Set(), new Set())[0]?.text).toMatch(
      /src\/a.ts:1, src\/a.ts:2, src\/a.ts:3 and 2 more$/,
    );
  });

  test("what only moved to another file of the change is no fact, nor what nobody uses", async () => {
    const promises = findBrokenPromises(await factFile("src/price.ts", before, after));
    const uses = [use("unused", "src/b.ts", 7)];
    expect(signatureFacts(promises, uses, new Set(), new Set(["unused"]))).toEqual([]);
    expect(signatureFacts(promises, [], new Set(), new Set())).toEqual([]);
  });

  test("Python methods, Go functions and Java methods are compared, too; overloads are not", async () => {
    const python = await factFile(
      "shop/cart.py",
      "class Cart:\n    def add(self, item):\n        self.items.append(item)\n",
      "class Cart:\n    def add(self, item, count):\n        self.items.extend([item] * count)\n",
    );
    expect(findBrokenPromises(python).map(({ name, what }) => [name, what])).toEqual([
      ["add", "parameter count added"],
    ]);
    const go = await factFile(
      "store/store.go",
      "package store\n\nfunc Open(path string) (*Store, error) {\n\treturn open(path)\n}\n",
      "package store\n\nfunc Open(ctx context.Context, path string) (*Store, error) {\n\treturn open(ctx, path)\n}\n",
    );
    expect(findBrokenPromises(go)[0]?.what).toBe("parameter ctx added");
    const overloads = (second: string) =>
      `class A {\n  void run(int a) {}\n  void run(${second}) {}\n}\n`;
    const java = await factFile("A.java", overloads("int a, int b"), overloads("String a"));
    expect(findBrokenPromises(java)).toEqual([]);
  });
});
