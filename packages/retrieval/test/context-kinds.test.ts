import type { Database } from "@devflow/database";
import { createTestDatabase } from "@devflow/database/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ContextItem, ensureLocalRepository, storeReviewComments } from "../src/index.ts";
import { contextOf } from "./support/context-of.ts";
import type { Files } from "./support/git-folder.ts";
import { type IndexedFolder, indexFolders } from "./support/indexed-folder.ts";

/** All cases share one repository, each in a folder of its own: an index takes seconds to build. */
const fixtures: Record<string, Files> = {};
let database: Database;
let world: IndexedFolder;
beforeAll(async () => {
  database = await createTestDatabase();
  world = await indexFolders(database, fixtures, histories);
});
afterAll(async () => {
  await world.folder[Symbol.asyncDispose]();
  await database.close();
});

/** The context after one replacement in one file of a fixture; paths without the fixture's folder. */
async function contextAfter(
  fixture: string,
  path: string,
  [from, to]: [string, string],
  also: Files = {},
): Promise<ContextItem[]> {
  const text = String(fixtures[fixture]?.[path]);
  expect(text).toContain(from);
  const items = await world.contextOf(fixture, { [path]: text.replace(from, to), ...also }, path);
  return items.map((item) => ({ ...item, path: item.path.replace(`${fixture}/`, "") }));
}

const brief = (items: ContextItem[], kind: string) =>
  items
    .filter((item) => item.kind === kind)
    .map(({ path, symbol, reason }) => [path, symbol, reason]);

fixtures.carriers = {
  "src/carrier.ts": `export interface Carrier {
  send(parcel: string): Promise<void>;
}

export abstract class Truck {
  load(parcel: string): number {
    return parcel.length;
  }
}
`,
  "src/post.ts": `import { type Carrier, Truck } from "./carrier.ts";

export class Post extends Truck implements Carrier {
  async send(parcel: string): Promise<void> {
    this.load(parcel);
  }

  override load(parcel: string): number {
    return parcel.length * 2;
  }
}
`,
  "src/van.ts": `import { Truck } from "./carrier.ts";

export class Van extends Truck {
  drive(): number {
    return 0;
  }
}
`,
  "src/bike.ts": `import type { Carrier } from "./carrier.ts";

export class Bike implements Carrier {
  async send(parcel: string): Promise<void> {
    console.log("riding with", parcel);
  }
}
`,
};

describe("kinship", () => {
  test("whoever implements a changed interface is a caller of it", async () => {
    const items = await contextAfter("carriers", "src/carrier.ts", [
      "send(parcel: string)",
      "send(parcel: string, isUrgent: boolean)",
    ]);
    expect(brief(items, "caller")).toEqual(
      expect.arrayContaining([
        ["src/bike.ts", "Bike", "implements Carrier"],
        ["src/post.ts", "Post", "implements Carrier"],
      ]),
    );
  });

  test("overrides of a changed method are shown, and of no other", async () => {
    const items = await contextAfter("carriers", "src/carrier.ts", [
      "return parcel.length",
      "return 1",
    ]);
    expect(brief(items, "caller")).toContainEqual([
      "src/post.ts",
      "load",
      "overrides Truck.load, in Post",
    ]);
  });
});

describe("members", () => {
  fixtures.stores = {
    "src/user-store.ts":
      "export class UserStore {\n  fetch(id: string) {\n    return id + 'user';\n  }\n}\n",
    "src/order-store.ts":
      "export class OrderStore {\n  fetch(id: string) {\n    return id + 'order';\n  }\n}\n",
    "src/clock.ts": "export class Clock {\n  refresh() {\n    return 1;\n  }\n}\n",
    "src/page.ts": `import { OrderStore } from "./order-store.ts";
import type { UserStore } from "./user-store.ts";

export function title(users: UserStore) {
  return "";
}

export function orders() {
  const store = new OrderStore();
  return "";
}
`,
  };

  test("belong to the class that a parameter is declared with", async () => {
    const items = await contextAfter("stores", "src/page.ts", [
      'return "";',
      'return users.fetch("1");',
    ]);
    expect(brief(items, "definition")).toContainEqual([
      "src/user-store.ts",
      "fetch",
      "defines fetch of UserStore",
    ]);
    expect(brief(items, "definition").filter(([, symbol]) => symbol === "fetch")).toHaveLength(1);
  });

  test("belong to the class that a variable is made of", async () => {
    const items = await contextAfter("stores", "src/page.ts", [
      'const store = new OrderStore();\n  return "";',
      'const store = new OrderStore();\n  return store.fetch("1");',
    ]);
    expect(brief(items, "definition")).toContainEqual([
      "src/order-store.ts",
      "fetch",
      "defines fetch of OrderStore",
    ]);
  });

  test("are inherited, also through this", async () => {
    const items = await contextAfter("carriers", "src/van.ts", [
      "return 0",
      'return this.load("box")',
    ]);
    expect(brief(items, "definition")).toContainEqual([
      "src/carrier.ts",
      "load",
      "defines load of Truck, which Van extends",
    ]);
  });

  test("of a class that is ours but has no such member are nobody else's", async () => {
    const items = await contextAfter("stores", "src/page.ts", [
      'return "";',
      'return users.refresh("1");',
    ]);
    expect(brief(items, "definition").map(([, symbol]) => symbol)).not.toContain("refresh");
  });
});

fixtures.workspace = {
  "packages/money/package.json": '{ "name": "@acme/money", "exports": "./dist/index.js" }',
  "packages/money/src/index.ts": 'export * from "./rates.ts";\n',
  "packages/money/src/rates.ts":
    "export function rateOf(currency: string): number {\n  return currency.length;\n}\n",
  "other/rates.ts": "export function rateOf(): number {\n  return 0;\n}\n",
  "apps/shop/src/cart.ts":
    'import { rateOf } from "@acme/money";\n\nexport function total() {\n  return 0;\n}\n',
};

test("a name is found through the workspace's package and its barrel", async () => {
  const items = await contextAfter("workspace", "apps/shop/src/cart.ts", [
    "return 0",
    'return rateOf("EUR")',
  ]);
  expect(brief(items, "definition")).toEqual([
    ["packages/money/src/rates.ts", "rateOf", "defines rateOf, imported through its package"],
  ]);
});

fixtures.prices = {
  "src/price.ts":
    "export function priceOf(id: string): number {\n  return id.length;\n}\n\nexport function priceLabel(id: string): string {\n  return String(id.length).concat(' EUR');\n}\n",
  "src/a-label.ts":
    'import { priceLabel } from "./price.ts";\n\nexport const label = () => priceLabel("a") + priceLabel("b");\n',
  "src/total.ts":
    'import { priceOf } from "./price.ts";\n\nexport const total = () => priceOf("a");\n',
};

test("callers of a function whose head the change edits say so and come first", async () => {
  const items = await contextAfter("prices", "src/price.ts", [
    "priceOf(id: string)",
    "priceOf(id: string, currency: string)",
  ]);
  expect(brief(items, "caller")[0]).toEqual([
    "src/total.ts",
    "total",
    "uses priceOf, whose signature this change edits",
  ]);
});

describe("conventions", () => {
  fixtures.guides = {
    "CONTRIBUTING.md": `# Contributing

## Commits

Write short subjects in the imperative.

## Database queries

Every query names its repository and goes through the connection pool. Never build SQL by hand.
`,
    "billing/AGENTS.md":
      "# Billing\n\n## Database queries\n\nA query of invoices always filters by tenant and repository.\n",
    "billing/src/invoices.ts": `export async function findInvoices(pool: Pool, repository: string) {
  return pool.query("SELECT * FROM invoices");
}
`,
  };
  const change: [string, string] = ["SELECT * FROM invoices", "SELECT id FROM invoices"];

  test("are the sections of the nearest guides that speak of it", async () => {
    const items = await contextAfter("guides", "billing/src/invoices.ts", change);
    const found = items.filter(({ kind }) => kind === "convention");
    expect(found[0]).toMatchObject({ path: "billing/AGENTS.md" });
    expect(found.map(({ text }) => text).join("\n")).not.toContain("imperative");
  });

  test("are never taken from a guide that the change edits", async () => {
    const also = {
      "billing/AGENTS.md":
        "# Billing\n\n## Database queries\n\nAny query of invoices in this repository is fine.\n",
    };
    const items = await contextAfter("guides", "billing/src/invoices.ts", change, also);
    expect(items.filter(({ path }) => path === "billing/AGENTS.md")).toEqual([]);
    const path = "billing/src/invoices.ts";
    const text = String(fixtures.guides?.[path]).replace(...change);
    const after = { [path]: text, ...also };
    const ofHead = await contextOf(database, fixtures.guides ?? {}, after, path, {
      indexed: "head",
    });
    expect(ofHead.filter((item) => item.path === "billing/AGENTS.md")).toEqual([]);
  });
});

fixtures.retries = {
  "src/retry.ts": `export async function retryUpload(upload: () => Promise<void>, attempts: number) {
  for (let attempt = 0; attempt < attempts; attempt++) {
    await upload();
  }
}
`,
};

test("what was said of similar code comes back, and only in the same repository", async () => {
  const comment = {
    fingerprint: "f1",
    author: "devflow" as const,
    path: "src/download.ts",
    startLine: 2,
    endLine: 4,
    hunk: "export async function retryDownload(upload: () => Promise<void>, attempts: number) {\n  for (let attempt = 0; attempt < attempts; attempt++) {\n    await upload();\n  }",
    body: "Retries without a pause\nThe server is asked again at once.",
  };
  const change: [string, string] = ["await upload();", "await upload().catch(() => {});"];
  const foreign = await ensureLocalRepository(database, import.meta.dirname);
  await storeReviewComments(database, foreign, [{ ...comment, fingerprint: "f0" }]);
  const before = await contextAfter("retries", "src/retry.ts", change);
  expect(before.filter(({ kind }) => kind === "review")).toEqual([]);
  await storeReviewComments(database, world.repositoryId, [comment, comment]);
  const items = await contextAfter("retries", "src/retry.ts", change);
  expect(items.filter(({ kind }) => kind === "review")).toEqual([
    expect.objectContaining({
      path: "src/download.ts",
      startLine: 2,
      endLine: 4,
      text: comment.body,
      reason: expect.stringMatching(/^a review said this of similar code \(0\.\d\d\)$/),
    }),
  ]);
});

fixtures.history = {
  "src/engine.ts": "export function spin(speed: number) {\n  return speed * 2;\n}\n",
  "test/turning.test.ts": "export const turning = 'no import, no name in common';\n",
};
const histories = [1, 2, 3].map((round) => ({
  "history/test/turning.test.ts": `export const turning = 'round ${round}';\n`,
  "history/src/engine.ts": `export function spin(speed: number) {\n  return speed * ${round + 2};\n}\n`,
}));

test("files that changed together are a test's last resort", async () => {
  const text = "export function spin(speed: number) {\n  return speed * 9;\n}\n";
  const items = await world.contextOf("history", { "src/engine.ts": text }, "src/engine.ts");
  expect(brief(items, "test")).toContainEqual([
    "history/test/turning.test.ts",
    "turning",
    "changed together with history/src/engine.ts in 4 of 4 commits",
  ]);
});
