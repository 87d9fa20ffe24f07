import type { Database } from "@devflow/database";
import { createTestDatabase } from "@devflow/database/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type CompletionContextQuery,
  type CompletionContextSource,
  openCodeIndex,
  openCompletionContext,
} from "../src/index.ts";
import { type IndexedFolder, indexFolders } from "./support/indexed-folder.ts";

const SHOP = {
  "src/price.ts":
    "export interface Price {\n  amount: number;\n  currency: string;\n}\n\nexport function withVat(price: Price, rate: number): Price {\n  return { ...price, amount: price.amount * (1 + rate) };\n}\n\nexport function roundPrice(price: Price): Price {\n  return price;\n}\n",
  "src/cart.ts":
    "import { type Price, withVat } from './price.ts';\n\nexport class Cart {\n  addItem(name: string, price: Price): void {}\n  removeItem(name: string): void {}\n  total(): Price {\n    return withVat({ amount: 0, currency: 'EUR' }, 0.19);\n  }\n}\n",
  "src/checkout.ts":
    "import { Cart } from './cart.ts';\nimport { withVat } from './price.ts';\n\nexport function checkout(cart: Cart) {\n  const secretOfThisFile = 1;\n  \n}\n",
  "src/invoice.ts":
    "export function renderInvoice(customer: string, lines: string[], currency: string): string {\n  const header = `Invoice for %s in euros`;\n  const footer = `Payable within thirty days in euros`;\n  return [header, ...lines, footer].join('\\n');\n}\n",
  "test/cart.test.ts": "import { Cart } from '../src/cart.ts';\n\nfunction helperOfTests() {}\n",
};
const OTHER = { "src/price.ts": "export function withVat(hidden: string): void {}\n" };
const BANK = {
  "bank/account.go":
    "package bank\n\ntype Account struct {\n\tOwner   string\n\tBalance int\n}\n\nfunc (a *Account) Deposit(amount int) error { return nil }\n",
  "bank/transfer.go": "package bank\n\nfunc transfer(from *Account) {\n}\n",
};
const BLOG = {
  "blog/__init__.py": "",
  "blog/posts.py":
    "class Post:\n    def __init__(self, title: str):\n        self.title = title\n\n    def publish(self, when: str) -> None:\n        pass\n\n\ndef find_post(slug: str) -> Post:\n    return Post(slug)\n",
  "blog/views.py": "from .posts import find_post, Post\n\n\ndef show(slug):\n    pass\n",
};

let database: Database;
let shop: IndexedFolder;
let other: IndexedFolder;
let source: CompletionContextSource;

beforeAll(async () => {
  database = await createTestDatabase();
  shop = await indexFolders(database, { shop: SHOP, bank: BANK, blog: BLOG });
  other = await indexFolders(database, { shop: OTHER });
  source = openCompletionContext(database);
});
afterAll(async () => {
  await shop.folder[Symbol.asyncDispose]();
  await other.folder[Symbol.asyncDispose]();
  await database.close();
});

const never = new AbortController().signal;

function query(path: string, prefix: string): CompletionContextQuery {
  const place = { repositoryId: shop.repositoryId, language: null, path, prefix, suffix: "\n}\n" };
  return { ...place, signal: never, deadlineMs: 10_000 };
}

async function textAt(path: string, prefix: string): Promise<string> {
  const { snippets } = await source.contextFor(query(path, prefix));
  return snippets.map(({ path: from, text }) => `${from}\n${text}`).join("\n\n");
}

const CHECKOUT =
  "import { Cart } from './cart.ts';\nimport { withVat } from './price.ts';\n\nexport function checkout(cart: Cart) {\n";

describe("the context of a completion", () => {
  test("has the heads of what the file imports, and the fields of types that they name", async () => {
    const { snippets } = await source.contextFor(
      query("shop/src/checkout.ts", `${CHECKOUT}  const gross = `),
    );
    const heads = snippets.filter((each) => each.source === "index_definition");
    const text = heads.map((each) => each.text).join("\n");
    expect(text).not.toContain("1 + rate");
    expect(text).toContain("withVat(price: Price, rate: number): Price");
    expect(text).toContain("amount: number;");
  });

  test("has the members of what stands in front of the dot first", async () => {
    const { snippets } = await source.contextFor(
      query("shop/src/checkout.ts", `${CHECKOUT}  cart.`),
    );
    expect(snippets[0]).toMatchObject({ path: "shop/src/cart.ts", source: "index_definition" });
    expect(snippets[0]?.text).toContain("addItem(name: string, price: Price): void");
  });

  test("has no line of the file itself, of tests, or of another repository", async () => {
    const text = await textAt("shop/src/checkout.ts", `${CHECKOUT}  withVat(`);
    expect(text).not.toContain("secretOfThisFile");
    expect(text).not.toContain("helperOfTests");
    expect(text).not.toContain("hidden");
  });

  test("has code that is like the code around the cursor", async () => {
    const prefix =
      "export function renderReceipt(customer: string, lines: string[], currency: string): string {\n  const header = `Receipt for %s in euros`;\n  const footer = `Payable within thirty days in euros`;\n  ";
    const { snippets } = await source.contextFor(query("shop/src/receipt.ts", prefix));
    const similar = snippets.find((each) => each.source === "index_similar");
    expect(similar?.path).toBe("shop/src/invoice.ts");
    expect(similar?.text).toContain("[header, ...lines, footer]");
  });

  test("knows Go's packages, which import nothing of themselves", async () => {
    const text = await textAt(
      "bank/bank/transfer.go",
      "package bank\n\nfunc transfer(from *Account) {\n\tfrom.",
    );
    expect(text).toContain("Balance int");
    expect(text).toContain("Deposit(amount int) error");
  });

  test("knows Python's modules", async () => {
    const text = await textAt(
      "blog/blog/views.py",
      "from .posts import find_post, Post\n\n\ndef show(slug):\n    post = Post(slug)\n    post.",
    );
    expect(text).toContain("publish(self, when: str) -> None");
    expect(text).toContain("def find_post(slug: str) -> Post");
  });

  test("of an unsaved file is what its words say alone", async () => {
    const place = { ...query("", "cart: Cart\nrenderInvoice("), path: null };
    const { isLate } = await source.contextFor(place);
    expect(isLate).toBe(false);
  });

  test("of a repository that is not indexed is nothing, in time", async () => {
    const place = { ...query("src/a.ts", "const a = "), repositoryId: 999 };
    expect(await source.contextFor(place)).toEqual({ snippets: [], isLate: false });
  });

  test("that is late is there for the next keystroke on the same lines", async () => {
    const cold = openCompletionContext(database);
    const first = query("shop/src/checkout.ts", `${CHECKOUT}  const gross = `);
    expect(await cold.contextFor({ ...first, deadlineMs: 0 })).toEqual({
      snippets: [],
      isLate: true,
    });
    const next = query("shop/src/checkout.ts", `${CHECKOUT}  const gross = w`);
    await expect
      .poll(async () => (await cold.contextFor({ ...next, deadlineMs: 0 })).snippets.length)
      .toBeGreaterThan(0);
  });

  test("ends with the signal", async () => {
    const signal = AbortSignal.abort(new Error("typed on"));
    const place = { ...query("shop/src/checkout.ts", CHECKOUT), signal };
    await expect(source.contextFor(place)).rejects.toThrow("typed on");
  });

  test("follows the index", async () => {
    const prefix = "import { newcomer } from './late.ts';\n\nnew";
    expect(await textAt("shop/src/uses.ts", prefix)).not.toContain("newcomer(");
    shop.folder.commit({ "shop/src/late.ts": "export function newcomer(first: number) {}\n" });
    await openCodeIndex(database, shop.repositoryId).update(await shop.folder.tree());
    await expect.poll(() => textAt("shop/src/uses.ts", prefix)).toContain("newcomer(first");
  });
});
