import { join } from "node:path";
import { readAudit } from "@devflow/audit";
import { openPglite } from "@devflow/database";
import { createTestFolder } from "@devflow/database/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Checkout } from "./support/checkout.ts";
import { devflow, temporaryFolder } from "./support/devflow.ts";
import { devflowHere } from "./support/devflow-here.ts";

const checkout = new Checkout();
checkout.write(
  "src/price.ts",
  "export function priceOf(id: string): number {\n  return id.length;\n}\n",
);
checkout.write(
  "src/cart.ts",
  'import { priceOf } from "./price.ts";\n\nexport function total(ids: string[]): number {\n  return ids.length;\n}\n',
);
checkout.write("README.md", "# Shop\n");
const base = checkout.commit("Begin");
checkout.write(
  "src/cart.ts",
  'import { priceOf } from "./price.ts";\n\nexport function total(ids: string[]): number {\n  return ids.map(priceOf).length;\n}\n',
);
checkout.write("README.md", "# The shop\n");
const head = checkout.commit("Count prices");
const folder = temporaryFolder();
const data = join(folder.path, "data");
beforeAll(() => createTestFolder(data));
afterAll(() => {
  checkout[Symbol.dispose]();
  folder[Symbol.dispose]();
});

const context = (run: typeof devflowHere, ...args: string[]) =>
  run(["context", "--repo", checkout.folder, "--data", data, ...args]);

test("JSON names for each hunk what would be shown, why, and the commit that the index reflects", async () => {
  const { code, stdout, stderr } = await context(devflow, "--json", "--max-tokens", "500");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const definition = {
    kind: "definition",
    path: "src/price.ts",
    start_line: 1,
    end_line: 3,
    symbol: "priceOf",
    reason: "defines priceOf, imported",
    tokens: expect.any(Number),
    text: "export function priceOf(id: string): number {\n  return id.length;\n}",
  };
  const document = JSON.parse(stdout);
  expect(document).toEqual({
    base,
    head,
    index_commit: head,
    max_tokens: 500,
    hunks: [
      {
        path: "src/cart.ts",
        header: "@@ -1,5 +1,5 @@",
        start_line: 1,
        end_line: 5,
        tokens: document.hunks[0].items[0].tokens,
        items: [definition],
      },
    ],
    files_left_out: [{ path: "README.md", reason: "prose" }],
  });
});

test("text is for people, and a path that the change has not is told with those that it has", async () => {
  const { stdout } = await context(devflowHere, "src");
  expect(stdout).toMatch(
    /^src\/cart\.ts @@ -1,5 \+1,5 @@ {2}\d+ of 2000 tokens\n {2}definition src\/price\.ts:1-3 {2}priceOf {2}\(\d+\)\n {13}defines priceOf, imported\n/,
  );
  expect(stdout).toContain(`1 hunk; the index reflects ${head.slice(0, 7)}.\n`);
  const { code, stderr } = await context(devflowHere, "lib");
  expect(code).toBe(2);
  expect(stderr).toContain("the change has no file lib\nIt changes README.md, src/cart.ts.");
});

test("that code of the index was shown is told, with the user of the machine", async () => {
  const database = await openPglite(data);
  const [told] = await readAudit(database, { limit: 1, action: "code.retrieved" });
  await database.close();
  expect(told).toMatchObject({
    actor: expect.stringMatching(/^os:/),
    subject: checkout.folder,
    details: { way: "command line", command: "context", commit: head, pieces: expect.any(Number) },
  });
});
