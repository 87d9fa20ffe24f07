import type { Database } from "@devflow/database";
import { createTestDatabase } from "@devflow/database/testing";
import type { CodeIndex, SourceTree } from "@devflow/retrieval";
import { ensureLocalRepository, openCodeIndex } from "@devflow/retrieval";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rebuildWhenDue } from "../src/rebuild-when-due.ts";

let database: Database;
let repositoryId: number;
let index: CodeIndex;
const goOn = new AbortController().signal;
const atOnce = () => Promise.resolve();

/** One file, whose content the source gives when what is called at its reading has ended. */
function treeOf(given: () => Promise<void>): SourceTree {
  const blobSha = "a".repeat(40);
  return {
    commitSha: "c".repeat(40),
    async *entries() {
      yield { path: "a.ts", blobSha, sizeBytes: 20 };
    },
    async *readBlobs() {
      await given();
      yield { blobSha, content: Buffer.from("export const a = 1;\n") };
    },
  };
}

beforeAll(async () => {
  database = await createTestDatabase();
  repositoryId = await ensureLocalRepository(database, import.meta.dirname);
  index = openCodeIndex(database, repositoryId);
  await index.update(treeOf(atOnce));
});
afterAll(() => database.close());

const rebuild = (tree: SourceTree, signal: AbortSignal, sliceMs?: number) =>
  rebuildWhenDue(database, repositoryId, index, tree, signal, sliceMs);

test("nothing is read anew in the week after it was", async () => {
  expect(await rebuild(treeOf(atOnce), goOn)).toBeNull();
});

test("a slice that is over leaves the rest for later; a stop of the process is none", async () => {
  await database.query(`UPDATE index_states SET rebuilt_at = now() - interval '8 days'`);
  const slice = 20;
  // Its time begins after that of the slice, so that it is over later whatever else runs.
  const after = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    AbortSignal.timeout(2 * slice).addEventListener("abort", () => resolve());
    return promise;
  };
  expect(await rebuild(treeOf(after), goOn, slice)).toBe("unfinished");
  await expect(rebuild(treeOf(after), AbortSignal.abort(), slice)).rejects.toThrow(/abort/i);
  const { lastError } = await index.status();
  expect(lastError).toBeNull();

  expect(await rebuild(treeOf(atOnce), goOn)).toMatchObject({ files: 1 });
  expect(await rebuild(treeOf(atOnce), goOn)).toBeNull();
});
