import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Database, openDatabase } from "@devflow/database";
import { createTestFolder } from "@devflow/database/testing";
import { createLogger } from "@devflow/logging";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ensureLocalRepository, listIndexStatuses, openCodeIndex } from "../src/index.ts";
import { GitFolder } from "./support/git-folder.ts";

const program = fileURLToPath(new URL("./support/killed-index.ts", import.meta.url));
const logger = createLogger({ level: "silent" });
const data = mkdtempSync(join(tmpdir(), "devflow-killed-index-"));
const folder = new GitFolder({ "old.ts": "export function oldState() { return 0; }\n" });
const modules = 130;
/** A dozen processes, one after the other. */
const patience = 300_000;

beforeAll(() => createTestFolder(data));
afterAll(async () => {
  await folder[Symbol.asyncDispose]();
  rmSync(data, { recursive: true, force: true });
});

interface Run {
  /** Null when it was killed. */
  report: { files: number; blobsParsed: number; statements: number } | null;
}

function run(killBefore: number, mode: "update" | "rebuild"): Run {
  // V8 compiles WebAssembly once only, as in vitest.config.ts.
  const args = ["--liftoff-only", program, data, folder.path, String(killBefore), mode];
  const { signal, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (signal === "SIGKILL") return { report: null };
  expect(stderr).toBe("");
  return { report: JSON.parse(stdout) };
}

async function look<T>(work: (database: Database, repositoryId: number) => Promise<T>): Promise<T> {
  const database = await openDatabase({ databaseUrl: null, dataFolder: data }, logger);
  try {
    return await work(database, await ensureLocalRepository(database, folder.path));
  } finally {
    await database.close();
  }
}

/** The live tree's generations and symbols, after checking that every blob has all its facts. */
async function liveState(database: Database, repositoryId: number) {
  const broken = await database.query(
    `SELECT b.id FROM indexed_blobs b
      WHERE b.repository_id = $1
        AND (b.chunks <> (SELECT count(*) FROM chunks c
                           WHERE c.repository_id = $1 AND c.blob_id = b.id)
             OR NOT EXISTS (SELECT FROM symbol_definitions d
                             WHERE d.repository_id = $1 AND d.blob_id = b.id))`,
    [repositoryId],
  );
  expect(broken).toEqual([]);
  const files = await database.query<{ path: string; generation: number | null }>(
    `SELECT f.path, b.generation FROM indexed_files f LEFT JOIN indexed_blobs b ON b.id = f.blob_id
      WHERE f.repository_id = $1`,
    [repositoryId],
  );
  const [blobs] = await database.query<{ blobs: number }>(
    `SELECT count(*) AS blobs FROM indexed_blobs WHERE repository_id = $1`,
    [repositoryId],
  );
  const index = openCodeIndex(database, repositoryId);
  const search = async (query: string) => (await index.search(query, { limit: 1 }))[0]?.path;
  return {
    files: files.length,
    generations: new Set(files.map(({ generation }) => generation)),
    blobs: blobs?.blobs ?? 0,
    isFormer: files.some(({ path }) => path === "old.ts"),
    last: await search(`module${modules - 1}`),
  };
}

/** Kills ever later; gives what was stored after each kill, and the report of the run that ended. */
async function killUntilDone(mode: "update" | "rebuild", check: typeof liveState) {
  const stored: number[] = [];
  for (let killBefore = 4; ; killBefore += 11) {
    const { report } = run(killBefore, mode);
    const state = await look(check);
    stored.push(state.blobs);
    if (report !== null) return { report, stored, state };
  }
}

describe("an index that is killed again and again", () => {
  test(
    "shows the former state whole until the new one is, and parses nothing twice",
    async () => {
      run(0, "update");
      folder.remove("old.ts");
      folder.commit(
        Object.fromEntries(
          Array.from({ length: modules }, (_, i) => [
            `m${i}.ts`,
            `export function module${i}() { return ${i}; }\n`,
          ]),
        ),
      );
      let kills = 0;
      const { report, stored, state } = await killUntilDone("update", async (db, id) => {
        const found = await liveState(db, id);
        expect(found).toMatchObject(
          found.isFormer ? { files: 1 } : { files: modules, last: `m${modules - 1}.ts` },
        );
        kills += 1;
        return found;
      });
      expect(kills).toBeGreaterThan(4);
      expect(stored).toEqual(stored.toSorted((a, b) => a - b));
      expect(report.blobsParsed).toBeLessThan(modules);
      expect(state).toMatchObject({ files: modules, blobs: modules + 1, isFormer: false });
      const [status] = await look(listIndexStatuses);
      expect(status).toMatchObject({ state: "ready", files: modules, progress: null });
    },
    patience,
  );

  test(
    "is rebuilt to the end from where it was killed, with the former generation live till then",
    async () => {
      const { report, stored, state } = await killUntilDone("rebuild", async (db, id) => {
        const found = await liveState(db, id);
        expect(found).toMatchObject({ files: modules, last: `m${modules - 1}.ts` });
        expect(found.generations.size).toBe(1);
        return found;
      });
      expect(stored).toEqual(stored.toSorted((a, b) => a - b));
      expect(report.blobsParsed).toBeLessThan(modules);
      expect(state.blobs).toBe(2 * modules + 1);
      expect([...state.generations]).not.toContain(null);
    },
    patience,
  );
});
