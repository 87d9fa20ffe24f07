import { expect, test } from "vitest";
import { isImported } from "../src/context/is-imported.ts";

test.each([
  ["src/a/store.ts", "src/b/use.ts", "../a/store.ts", true],
  ["src/a/store.ts", "src/b/use.ts", "../a/store.js", true],
  ["src/a/store.ts", "src/b/use.ts", "../a/store", true],
  ["src/a/index.ts", "src/b/use.ts", "../a", true],
  ["src/a/store.ts", "src/b/use.ts", "./store.ts", false],
  ["src/a/store.ts", "src/b/use.ts", "@/a/store", true],
  ["packages/diff/src/anchor.ts", "apps/bot/src/main.ts", "@acme/diff", true],
  ["packages/git/src/anchor.ts", "apps/bot/src/main.ts", "@acme/diff", false],
  ["shop/pricing.py", "shop/order.py", "shop.pricing", true],
  ["shop/pricing.py", "shop/order.py", ".pricing", true],
  ["shop/tax/rates.py", "shop/order/place.py", "..tax.rates", true],
  ["other/pricing.py", "shop/order.py", ".pricing", false],
  ["internal/store/pg.go", "cmd/main.go", "example.com/app/internal/store", true],
  ["internal/cache/pg.go", "cmd/main.go", "example.com/app/internal/store", false],
  ["src/main/java/com/acme/Shop.java", "src/main/java/com/b/Use.java", "com.acme.Shop", true],
  ["src/main/java/com/acme/Shop.java", "src/main/java/com/b/Use.java", "com.acme.*", true],
  ["src/main/java/com/acme/Shop.java", "src/main/java/com/b/Use.java", "com.acme.Cart", false],
])("%s from %s by %j: %s", (path, importer, specifier, expected) => {
  expect(isImported(path, importer, [specifier])).toBe(expected);
});
