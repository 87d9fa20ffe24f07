import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { UsageError } from "@devflow/errors";
import { afterAll, afterEach, expect, test } from "vitest";
import { openPglite } from "../src/index.ts";

const root = mkdtempSync(join(tmpdir(), "devflow-data-folder-"));
const folder = join(root, "data");
const program = fileURLToPath(new URL("./helpers/hold-database.ts", import.meta.url));
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});
afterAll(() => rmSync(root, { recursive: true }));

/** Another process that holds the folder and has committed at least `rows` rows. */
async function startHolder(rows: number) {
  const child = spawn(process.execPath, ["--liftoff-only", program, folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  let committed = 0;
  const enough = Promise.withResolvers<void>();
  createInterface({ input: child.stdout }).on("line", (line) => {
    committed = Number(line);
    if (committed >= rows) enough.resolve();
  });
  await enough.promise;
  const kill = async () => {
    const exited = once(child.stdout, "close");
    child.kill("SIGKILL");
    await exited;
    return committed;
  };
  return { pid: child.pid, kill };
}

test("an unfinished first start is begun again", async () => {
  mkdirSync(join(folder, "database.unfinished"), { recursive: true });
  const database = await openPglite(folder);
  await database.query("CREATE TABLE kept (id int)");
  await database.close();
  expect(existsSync(join(folder, "database.unfinished"))).toBe(false);
  expect(statSync(join(folder, "database")).isDirectory()).toBe(true);
});

test("rows are there after closing and opening again", async () => {
  const first = await openPglite(folder);
  await first.query("INSERT INTO kept VALUES (1)");
  await first.close();
  const second = await openPglite(folder);
  expect(await second.query("SELECT id FROM kept")).toEqual([{ id: 1 }]);
  await second.close();
});

test("a second process is told who holds the folder", async () => {
  const holder = await startHolder(1);
  const refusal = await openPglite(folder).catch((thrown) => thrown);
  expect(refusal).toBeInstanceOf(UsageError);
  expect(refusal.message).toBe(`the data folder ${folder} is in use by process ${holder.pid}`);
  await holder.kill();
});

test("the same process cannot open the folder twice", async () => {
  const first = await openPglite(folder);
  await expect(openPglite(folder)).rejects.toBeInstanceOf(UsageError);
  await first.close();
});

test("after SIGKILL the folder opens at once, with every row that was committed", async () => {
  const before = await openPglite(folder);
  await before.query("DROP TABLE IF EXISTS written");
  await before.close();
  const holder = await startHolder(50);
  const committed = await holder.kill();
  const database = await openPglite(folder);
  const [row] = await database.query("SELECT count(*) AS n FROM written");
  // The row after the last printed one may have been committed without being reported.
  expect(row!.n).toBeGreaterThanOrEqual(committed);
  expect(row!.n).toBeLessThanOrEqual(committed + 1);
  await database.close();
});
