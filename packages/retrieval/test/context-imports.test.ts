import { describe, expect, test } from "vitest";
import { ImportGraph, isBarrel } from "../src/context/imports/import-graph.ts";
import { parseProjectFiles } from "../src/context/imports/project-files.ts";
import { resolveSpecifier } from "../src/context/imports/resolve-specifier.ts";
import { LiveTree } from "../src/context/live-tree.ts";

/** A tree of these files; those with a text are build files. */
function repository(files: readonly string[], texts: Record<string, unknown> = {}) {
  const paths = [...files, ...Object.keys(texts)].toSorted();
  const tree = new LiveTree(paths.map((path, blobId) => ({ path, blobId })));
  const asText = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
  const project = parseProjectFiles(
    new Map(Object.entries(texts).map(([path, value]) => [path, asText(value)])),
  );
  return {
    tree,
    project,
    resolve: (importer: string, specifier: string) =>
      resolveSpecifier(specifier, importer, tree, project),
  };
}

describe("imports of scripts lead to", () => {
  test("files, whatever extension they are imported with, and indexes of folders", () => {
    const { resolve } = repository(["src/a.ts", "src/b/index.tsx", "src/c.d.ts", "src/d.mts"]);
    expect(resolve("src/x.ts", "./a")).toEqual(["src/a.ts"]);
    expect(resolve("src/x.ts", "./a.js")).toEqual(["src/a.ts"]);
    expect(resolve("src/x.ts", "./b")).toEqual(["src/b/index.tsx"]);
    expect(resolve("src/y/x.ts", "../c")).toEqual(["src/c.d.ts"]);
    expect(resolve("src/x.ts", "./d.mjs")).toEqual(["src/d.mts"]);
    expect(resolve("src/x.ts", "../../outside")).toEqual([]);
    expect(resolve("src/x.ts", "node:fs")).toEqual([]);
  });

  test("files when configurations extend one another, several times over", () => {
    const names = Array.from({ length: 40 }, (_, index) => `tsconfig.${index}.json`);
    const extending = names.map((name): [string, unknown] => [
      name,
      { extends: names.map((other) => `./${other}`) },
    ]);
    const { resolve } = repository(["lib/dates.ts"], {
      ...Object.fromEntries(extending),
      "tsconfig.json": {
        extends: names.map((name) => `./${name}`),
        compilerOptions: { paths: { dates: ["./lib/dates.ts"] } },
      },
    });
    expect(resolve("src/x.ts", "dates")).toEqual(["lib/dates.ts"]);
    expect(resolve("src/x.ts", "nothing")).toEqual([]);
  });

  test("paths of the nearest tsconfig, with comments and what it extends", () => {
    const { resolve } = repository(
      ["web/src/ui/button.tsx", "lib/dates.ts", "web/src/generated/api.ts"],
      {
        "tsconfig.base.json": `{
          // where shared code is
          "compilerOptions": { "baseUrl": ".", "paths": { "@lib/*": ["lib/*"], }, },
        }`,
        "web/tsconfig.json": {
          extends: "../tsconfig.base.json",
          compilerOptions: { paths: { "~ui/*": ["./src/ui/*"], api: ["./src/generated/api.ts"] } },
        },
      },
    );
    expect(resolve("web/src/app.ts", "~ui/button")).toEqual(["web/src/ui/button.tsx"]);
    expect(resolve("web/src/app.ts", "api")).toEqual(["web/src/generated/api.ts"]);
    expect(resolve("web/src/app.ts", "@lib/dates")).toEqual(["lib/dates.ts"]);
    expect(resolve("web/src/app.ts", "lib/dates")).toEqual(["lib/dates.ts"]);
    expect(resolve("web/src/app.ts", "react")).toEqual([]);
  });

  test("packages of the workspace: sources in place of the builds that their exports name", () => {
    const { resolve } = repository(
      [
        "packages/money/src/index.ts",
        "packages/money/src/rates/eur.ts",
        "packages/old/main.js",
        "packages/cond/src/entry.ts",
      ],
      {
        "packages/money/package.json": {
          name: "@acme/money",
          exports: {
            ".": { types: "./dist/index.d.ts", import: "./dist/index.js" },
            "./rates/*": { import: "./dist/rates/*.js" },
          },
          imports: { "#rates/*": "./src/rates/*.ts" },
        },
        "packages/old/package.json": { name: "old", main: "./main.js" },
        "packages/cond/package.json": { name: "cond", exports: { import: "./lib/entry.js" } },
      },
    );
    const importer = "apps/shop/src/cart.ts";
    expect(resolve(importer, "@acme/money")).toEqual(["packages/money/src/index.ts"]);
    expect(resolve(importer, "@acme/money/rates/eur")).toEqual(["packages/money/src/rates/eur.ts"]);
    expect(resolve(importer, "old")).toEqual(["packages/old/main.js"]);
    expect(resolve(importer, "cond")).toEqual(["packages/cond/src/entry.ts"]);
    expect(resolve("packages/money/src/index.ts", "#rates/eur")).toEqual([
      "packages/money/src/rates/eur.ts",
    ]);
    expect(resolve(importer, "@acme/other")).toEqual([]);
  });

  test("usual aliases where no file says what they mean", () => {
    const { resolve } = repository(["web/src/store/cart.ts"]);
    expect(resolve("web/src/pages/home.ts", "@/store/cart")).toEqual(["web/src/store/cart.ts"]);
  });
});

test("barrels are followed three hops and no further", () => {
  const barrels: Record<string, string[]> = {
    "a/index.ts": ["./b"],
    "a/b/index.ts": ["./c"],
    "a/b/c/index.ts": ["./d"],
    "a/b/c/d/index.ts": ["./deep"],
  };
  const { tree, project } = repository([...Object.keys(barrels), "a/b/c/d/deep.ts", "a/b/own.ts"]);
  const graph = new ImportGraph(tree, project, new Map(Object.entries(barrels)));
  expect(Object.keys(barrels).every(isBarrel)).toBe(true);
  expect(Object.fromEntries(graph.reach("main.ts", ["./a"]))).toEqual({
    "a/index.ts": 0,
    "a/b/index.ts": 1,
    "a/b/c/index.ts": 2,
    "a/b/c/d/index.ts": 3,
  });
});

test("Python: modules and packages from any source root, relative imports, the nearest of several", () => {
  const { resolve } = repository([
    "src/shop/__init__.py",
    "src/shop/pricing.py",
    "src/shop/tax/__init__.py",
    "src/shop/tax/vat.py",
    "other/pricing.py",
    "services/a/util.py",
    "services/b/util.py",
  ]);
  expect(resolve("src/shop/order.py", "shop.pricing")).toEqual(["src/shop/pricing.py"]);
  expect(resolve("tests/test_order.py", "shop.tax")).toEqual([
    "src/shop/tax/__init__.py",
    "src/shop/tax/vat.py",
  ]);
  expect(resolve("src/shop/order.py", ".pricing")).toEqual(["src/shop/pricing.py"]);
  expect(resolve("src/shop/tax/vat.py", "..pricing")).toEqual(["src/shop/pricing.py"]);
  expect(resolve("src/shop/order.py", ".")).toContain("src/shop/pricing.py");
  expect(resolve("services/b/main.py", "util")).toEqual(["services/b/util.py"]);
  expect(resolve("src/shop/order.py", "requests")).toEqual([]);
});

test("Go: the packages of every go.mod, without their tests, and nobody else's", () => {
  const { resolve } = repository(
    ["store/db.go", "store/db_test.go", "tools/gen/gen.go", "store/store.go"],
    {
      "go.mod": "module example.com/shop\n\ngo 1.24\n",
      "tools/go.mod": "module example.com/tools\n",
    },
  );
  expect(resolve("main.go", "example.com/shop/store")).toEqual(["store/db.go", "store/store.go"]);
  expect(resolve("main.go", "example.com/tools/gen")).toEqual(["tools/gen/gen.go"]);
  expect(resolve("main.go", "example.com/others/store")).toEqual([]);
});

test("Java and Kotlin: classes, statics, nested classes, wildcards, functions of a package", () => {
  const { resolve } = repository([
    "core/src/main/java/com/acme/Cart.java",
    "core/src/main/java/com/acme/Price.java",
    "core/src/main/kotlin/com/acme/util/Text.kt",
  ]);
  const cart = ["core/src/main/java/com/acme/Cart.java"];
  expect(resolve("App.java", "com.acme.Cart")).toEqual(cart);
  expect(resolve("App.java", "com.acme.Cart.Item")).toEqual(cart);
  expect(resolve("App.java", "com.acme.Cart.MAX_ITEMS")).toEqual(cart);
  expect(resolve("App.java", "com.acme.*")).toHaveLength(2);
  expect(resolve("App.kt", "com.acme.util.shorten")).toEqual([
    "core/src/main/kotlin/com/acme/util/Text.kt",
  ]);
  expect(resolve("App.java", "java.util.List")).toEqual([]);
});

test("Rust: crate, super, self, modules and crates of the workspace", () => {
  const { resolve } = repository(
    [
      "core/src/lib.rs",
      "core/src/cart.rs",
      "core/src/tax/mod.rs",
      "core/src/tax/vat.rs",
      "cli/src/main.rs",
    ],
    {
      "core/Cargo.toml": '[package]\nname = "shop-core"\nversion = "1.0.0"\n',
      "cli/Cargo.toml": '[package]\nname = "shop-cli"\n',
    },
  );
  expect(resolve("core/src/lib.rs", "cart")).toEqual(["core/src/cart.rs"]);
  expect(resolve("core/src/tax/vat.rs", "crate::cart::Cart")).toEqual(["core/src/cart.rs"]);
  expect(resolve("core/src/tax/vat.rs", "super::*")).toEqual(["core/src/tax/mod.rs"]);
  expect(resolve("core/src/tax/mod.rs", "self::vat::Rate")).toEqual(["core/src/tax/vat.rs"]);
  expect(resolve("cli/src/main.rs", "shop_core::tax::vat::Rate")).toEqual(["core/src/tax/vat.rs"]);
  expect(resolve("cli/src/main.rs", "serde::Serialize")).toEqual([]);
});

test("C and C++: headers by the tail of their path, with the source that defines them", () => {
  const { resolve } = repository([
    "include/net/socket.h",
    "src/net/socket.cc",
    "src/util.h",
    "src/util.c",
  ]);
  expect(resolve("src/main.cc", "net/socket.h")).toEqual([
    "include/net/socket.h",
    "src/net/socket.cc",
  ]);
  expect(resolve("src/main.c", "util.h")).toEqual(["src/util.h", "src/util.c"]);
  expect(resolve("src/main.c", "stdio.h")).toEqual([]);
});

test("Ruby, PHP and C# by their own rules", () => {
  const { resolve } = repository(
    [
      "lib/shop/cart.rb",
      "lib/shop.rb",
      "app/Models/User.php",
      "tests/Unit/UserTest.php",
      "Shop/Orders/Order.cs",
    ],
    {
      "composer.json": {
        autoload: { "psr-4": { "App\\": "app/" } },
        "autoload-dev": { "psr-4": { "Tests\\": ["tests/"] } },
      },
      "Shop/Acme.Shop.csproj": "<Project></Project>",
    },
  );
  expect(resolve("lib/shop.rb", "shop/cart")).toEqual(["lib/shop/cart.rb"]);
  expect(resolve("spec/cart_spec.rb", "../lib/shop/cart")).toEqual(["lib/shop/cart.rb"]);
  expect(resolve("app/Http/Login.php", "App\\Models\\User")).toEqual(["app/Models/User.php"]);
  expect(resolve("app/Http/Login.php", "Tests\\Unit\\UserTest")).toEqual([
    "tests/Unit/UserTest.php",
  ]);
  expect(resolve("Shop/Program.cs", "Acme.Shop.Orders")).toEqual(["Shop/Orders/Order.cs"]);
});
