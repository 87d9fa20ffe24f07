import type { Language } from "@devflow/syntax";

/** The same small change in one language. */
export interface LanguageSample {
  /** `price`, the file that changes. */
  path: string;
  before: string;
  after: string;
  /** Another file, which calls what changes. */
  caller: [path: string, text: string];
  /** A test that is taken away. */
  test: [path: string, before: string, after: string];
}

/**
 * A function gets a parameter and loses a check for a missing value, and calls what nobody defines;
 * a neighbour calls it as before; one of two tests goes. `tsx` is as `typescript`.
 */
export const languageSamples: Readonly<Record<Exclude<Language, "tsx">, LanguageSample>> = {
  typescript: sample("src/price.ts", {
    head: ["priceOf(item: Item): number {", "priceOf(item: Item, currency: string): number {"],
    before: "export function HEAD\n  if (item === null) return 0;\n  return item.cents;\n}\n",
    call: ["item.cents", "convertCents(item.cents)"],
    guard: "  if (item === null) return 0;\n",
    caller: [
      "src/cart.ts",
      'import { priceOf } from "./price.ts";\n\nexport const total = () => priceOf(1);\n',
    ],
    tests: ["src/price.test.ts", 'test("a", () => {});\n', 'test("b", () => {});\n'],
  }),
  javascript: sample("lib/price.js", {
    head: ["priceOf(item) {", "priceOf(item, currency) {"],
    before: "export function HEAD\n  if (item === null) return 0;\n  return item.cents;\n}\n",
    call: ["item.cents", "convertCents(item.cents)"],
    guard: "  if (item === null) return 0;\n",
    caller: [
      "lib/cart.js",
      'import { priceOf } from "./price.js";\n\nexport const total = () => priceOf(1);\n',
    ],
    tests: ["lib/price.test.js", 'test("a", () => {});\n', 'test("b", () => {});\n'],
  }),
  python: sample("shop/price.py", {
    head: ["price_of(item):", "price_of(item, currency):"],
    before: "def HEAD\n    if item is None:\n        return 0\n    return item.cents\n",
    call: ["item.cents", "convert_cents(item.cents)"],
    guard: "    if item is None:\n        return 0\n",
    caller: [
      "shop/cart.py",
      "from shop.price import price_of\n\n\ndef total():\n    return price_of(1)\n",
    ],
    tests: ["shop/test_price.py", "def test_a():\n    pass\n", "\n\ndef test_b():\n    pass\n"],
  }),
  go: sample("shop/price.go", {
    head: ["PriceOf(item *Item) int {", "PriceOf(item *Item, currency string) int {"],
    before:
      "package shop\n\nfunc HEAD\n\tif item == nil {\n\t\treturn 0\n\t}\n\treturn item.cents\n}\n",
    call: ["item.cents", "convertCents(item.cents)"],
    guard: "\tif item == nil {\n\t\treturn 0\n\t}\n",
    caller: ["shop/cart.go", "package shop\n\nfunc Total() int { return PriceOf(nil) }\n"],
    tests: [
      "shop/price_test.go",
      "package shop\n\nfunc TestA(t *testing.T) {}\n",
      "\nfunc TestB(t *testing.T) {}\n",
    ],
  }),
  java: sample("src/main/java/a/Price.java", {
    head: ["priceOf(Item item) {", "priceOf(Item item, String currency) {"],
    before:
      "package a;\n\nclass Price {\n  static int HEAD\n    if (item == null) return 0;\n    return item.cents;\n  }\n}\n",
    call: ["item.cents", "convertCents(item.cents)"],
    guard: "    if (item == null) return 0;\n",
    caller: [
      "src/main/java/a/Cart.java",
      "package a;\n\nclass Cart {\n  int total() {\n    return Price.priceOf(null);\n  }\n}\n",
    ],
    tests: [
      "src/test/java/a/PriceTest.java",
      "class PriceTest {\n  void aTest() {}\n",
      "  void bTest() {}\n}\n",
    ],
  }),
  kotlin: sample("kt/Price.kt", {
    head: ["priceOf(item: Item?): Int {", "priceOf(item: Item?, currency: String): Int {"],
    before: "fun HEAD\n    if (item == null) return 0\n    return item.cents\n}\n",
    call: ["item.cents", "convertCents(item.cents)"],
    guard: "    if (item == null) return 0\n",
    caller: ["kt/Cart.kt", "fun total(): Int {\n    return priceOf(null)\n}\n"],
    tests: [
      "kt/PriceTest.kt",
      "class PriceTest {\n    fun aTest() {}\n",
      "    fun bTest() {}\n}\n",
    ],
  }),
  csharp: sample("cs/Price.cs", {
    head: ["PriceOf(Item item) {", "PriceOf(Item item, string currency) {"],
    before:
      "class Price {\n  public static int HEAD\n    if (item == null) return 0;\n    return item.Cents;\n  }\n}\n",
    call: ["item.Cents", "ConvertCents(item.Cents)"],
    guard: "    if (item == null) return 0;\n",
    caller: [
      "cs/Cart.cs",
      "class Cart {\n  int Total() {\n    return Price.PriceOf(null);\n  }\n}\n",
    ],
    tests: [
      "cs/PriceTest.cs",
      "class PriceTest {\n  public void ATest() {}\n",
      "  public void BTest() {}\n}\n",
    ],
  }),
  rust: sample("src/price.rs", {
    head: ["price_of(item: &Item) -> u32 {", "price_of(item: &Item, currency: &str) -> u32 {"],
    before: "pub fn HEAD\n    validate(item);\n    item.cents\n}\n",
    call: ["item.cents", "convert_cents(item.cents)"],
    guard: "    validate(item);\n",
    caller: [
      "src/cart.rs",
      "use crate::price::price_of;\n\nfn total() -> u32 {\n    price_of(&item())\n}\n",
    ],
    tests: ["src/price_test.rs", "#[test]\nfn first_case() {}\n", "#[test]\nfn second_case() {}\n"],
  }),
  ruby: sample("rb/price.rb", {
    head: ["price_of(item)", "price_of(item, currency)"],
    before:
      "class Price\n  def self.HEAD\n    return 0 if item == nil\n    item.cents\n  end\nend\n",
    call: ["item.cents", "convert_cents(item.cents)"],
    guard: "    return 0 if item == nil\n",
    caller: ["rb/cart.rb", 'require_relative "price"\n\ndef total\n  Price.price_of(1)\nend\n'],
    tests: ["rb/price_test.rb", "def test_a\nend\n", "def test_b\nend\n"],
  }),
  php: sample("php/Price.php", {
    head: ["priceOf($item) {", "priceOf($item, $currency) {"],
    before:
      "<?php\nclass Price {\n  static function HEAD\n    if ($item === null) return 0;\n    return $item->cents;\n  }\n}\n",
    call: ["$item->cents", "convertCents($item->cents)"],
    guard: "    if ($item === null) return 0;\n",
    caller: [
      "php/Cart.php",
      "<?php\nrequire 'Price.php';\nfunction total() {\n  return Price::priceOf(1);\n}\n",
    ],
    tests: [
      "php/PriceTest.php",
      "<?php\nclass PriceTest {\n  function testA() {}\n",
      "  function testB() {}\n}\n",
    ],
  }),
  cpp: sample("cpp/price.cpp", {
    head: ["price_of(Item *item) {", "price_of(Item *item, int currency) {"],
    before:
      '#include "price.h"\n\nint HEAD\n  if (item == nullptr) return 0;\n  return item->cents;\n}\n',
    call: ["item->cents", "convert_cents(item->cents)"],
    guard: "  if (item == nullptr) return 0;\n",
    caller: [
      "cpp/cart.cpp",
      '#include "price.h"\n\nint total() {\n  return price_of(nullptr);\n}\n',
    ],
    tests: ["cpp/price_test.cpp", "TEST(Price, A) {}\n", "TEST(Price, B) {}\n"],
  }),
  c: sample("c/price.c", {
    head: ["price_of(struct item *item) {", "price_of(struct item *item, int currency) {"],
    before: '#include "price.h"\n\nint HEAD\n  if (!item) return 0;\n  return item->cents;\n}\n',
    call: ["item->cents", "convert_cents(item->cents)"],
    guard: "  if (!item) return 0;\n",
    caller: ["c/cart.c", '#include "price.h"\n\nint total() {\n  return price_of(0);\n}\n'],
    tests: ["c/price_test.c", "void test_a() {}\n", "void test_b() {}\n"],
  }),
};

interface Parts {
  head: [before: string, after: string];
  /** With `HEAD` where the head stands. */
  before: string;
  call: [before: string, after: string];
  guard: string;
  caller: [path: string, text: string];
  tests: [path: string, kept: string, removed: string];
}

function sample(path: string, { head, before, call, guard, caller, tests }: Parts): LanguageSample {
  const [testPath, kept, removed] = tests;
  // In one repository: what another file defines too has no certain callers.
  const own = (text: string) =>
    text.replace(/price_?of/gi, (name) => `${name}_${path.slice(path.lastIndexOf(".") + 1)}`);
  return {
    path,
    before: own(before.replace("HEAD", () => head[0])),
    after: own(
      before
        .replace("HEAD", () => head[1])
        .replace(guard, "")
        .replace(call[0], () => call[1]),
    ),
    caller: [caller[0], own(caller[1])],
    test: [testPath, kept + removed, kept + (/\{\}\n\}/.test(removed) ? "}\n" : "")],
  };
}
