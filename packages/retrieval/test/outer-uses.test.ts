import type { Database } from "@devflow/database";
import { createTestDatabase } from "@devflow/database/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CodeIndex, ensureLocalRepository, openCodeIndex } from "../src/index.ts";
import { GitFolder } from "./support/git-folder.ts";
import { shop } from "./support/shop.ts";

let database: Database;
let folder: GitFolder;
let index: CodeIndex;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = new GitFolder({
    ...shop,
    "src/other/format-price.ts":
      "export function formatPrice(): string {\n  return '';\n}\nexport const own = formatPrice();\n",
    "src/other/user.ts": 'import { formatPrice } from "./format-price.ts";\nformatPrice();\n',
    "go/store/store.go": "package store\n\nfunc OpenStore(path string) error { return nil }\n",
    "go/store/main.go": 'package store\n\nfunc Start() error {\n\treturn OpenStore("a")\n}\n',
    "go/other/main.go": 'package other\n\nfunc Begin() error {\n\treturn OpenStore("a")\n}\n',
  });
  index = openCodeIndex(database, await ensureLocalRepository(database, folder.path));
  await index.update(await folder.tree());
});
afterAll(async () => {
  await folder[Symbol.asyncDispose]();
  await database.close();
});

test("names the lines of other files that use a name, by what they import", async () => {
  const [uses] = await index.usesOf([{ path: "src/money/price.ts", names: ["formatPrice"] }]);
  expect(uses).toEqual([
    {
      name: "formatPrice",
      path: "src/checkout/place-order.ts",
      line: 6,
      enclosing: "placeOrder",
    },
    {
      name: "formatPrice",
      path: "src/checkout/refund-order.ts",
      line: 4,
      enclosing: "refundOrder",
    },
  ]);
});

test("knows that a package of Go needs no import, and that another package is another", async () => {
  const [uses] = await index.usesOf([{ path: "go/store/store.go", names: ["OpenStore"] }]);
  expect(uses?.map(({ path, line }) => `${path}:${line}`)).toEqual(["go/store/main.go:4"]);
});

test("says nothing of a name that everything has", async () => {
  expect(await index.usesOf([{ path: "src/money/price.ts", names: ["get", "push"] }])).toEqual([
    [],
  ]);
});

test("knows names that are defined or used, outside of the files of the change", async () => {
  const names = ["formatPrice", "placeOrder", "neverHeardOf"];
  expect(await index.knownNames(names, [])).toEqual(new Set(["formatPrice", "placeOrder"]));
  expect(await index.knownNames(names, ["src/checkout/place-order.ts"])).toEqual(
    new Set(["formatPrice"]),
  );
});

test("without an index it knows that it does not know", async () => {
  const unread = openCodeIndex(database, 987_654);
  expect(await unread.knownNames(["formatPrice"], [])).toBeNull();
  expect(await unread.usesOf([{ path: "a.ts", names: ["b"] }])).toEqual([[]]);
});
