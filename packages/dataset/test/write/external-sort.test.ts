import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ExternalSort } from "../../src/write/external-sort.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "devflow-sort-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const row = fc.tuple(
  fc.stringMatching(/^[a-z0-9/]{0,12}$/),
  fc.json({ maxDepth: 1 }).map((json) => json.replaceAll("\n", " ")),
);

test("gives every row in the order of the keys, however small its memory", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { maxLength: 200 }),
      fc.integer({ min: 1, max: 400 }),
      async (rows, runBytes) => {
        const sort = new ExternalSort(join(folder, "sort"), { runBytes, mostRuns: 3 });
        for (const [key, text] of rows) await sort.add(key, text);
        const sorted: string[] = [];
        for await (const batch of sort.sorted()) {
          for (const { key, text } of batch) sorted.push(`${key}\t${text}`);
        }
        await sort.close();
        const expected = rows
          .toSorted(([key, text], [other, otherText]) =>
            key === other ? (text < otherText ? -1 : 1) : key < other ? -1 : 1,
          )
          .map(([key, text]) => `${key}\t${text}`);
        expect(sorted).toEqual(expected);
      },
    ),
    { numRuns: 40 },
  );
  expect(existsSync(join(folder, "sort"))).toBe(false);
});
