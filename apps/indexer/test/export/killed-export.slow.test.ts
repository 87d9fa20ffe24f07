import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { migrate, migrationsFolder, openDatabase } from "@devflow/database";
import { createTestFolder } from "@devflow/database/testing";
import { createLogger } from "@devflow/logging";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exportSettings, pythonCheckout } from "./export-world.ts";

const program = fileURLToPath(new URL("killed-export.ts", import.meta.url));
let checkout: string;
let dataFolder: string;

beforeAll(async () => {
  checkout = pythonCheckout(40);
  dataFolder = await mkdtemp(join(tmpdir(), "devflow-data-"));
  await createTestFolder(dataFolder);
  expect(await exportOf("before")).toBe(0);
});
afterAll(async () => {
  await rm(checkout, { recursive: true, force: true });
  await rm(dataFolder, { recursive: true, force: true });
});

/** Runs an export in a process of its own, and gives its exit code or the signal that ended it. */
async function exportOf(id: string, killAt = ""): Promise<number | string> {
  // V8 compiles WebAssembly once only, as in vitest.config.ts.
  const args = ["--liftoff-only", program, dataFolder, checkout, id, killAt];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "inherit", "inherit"] });
  const [code, signal]: (number | string)[] = await once(child, "exit");
  return signal ?? code ?? "";
}

async function states(): Promise<Record<string, string>> {
  const settings = exportSettings(dataFolder);
  const logger = createLogger({ level: "silent" });
  const database = await openDatabase({ ...settings, databaseUrl: null }, logger);
  try {
    await migrate(database, migrationsFolder);
    const rows = await database.query<{ id: string; state: string }>(
      "SELECT id, state FROM exports",
    );
    return Object.fromEntries(rows.map(({ id, state }) => [id, state]));
  } finally {
    await database.close();
  }
}

const folder = () => join(dataFolder, "exports");
const read = (path: string) => readFile(join(folder(), path), "utf8");

test.each([
  [
    "after the row was written",
    "after INSERT INTO exports (id, destination, state, owner, alive_at)",
    "failed",
  ],
  ["while examples are read", "reading", "failed"],
  ["while files are written", "writing", "failed"],
  ["before the row is completed", "UPDATE exports", "complete"],
])(
  "killed %s: the last whole data set stays, the next run succeeds and clears up",
  async (name, killAt, state) => {
    const before = await read("latest");
    const manifest = await read(`${before.trim()}/manifest.json`);
    const killed = `killed-${name.replaceAll(" ", "-")}`;
    expect(await exportOf(killed, killAt)).toBe("SIGKILL");
    // Whoever looks now finds a whole data set: the former, or the killed run's own.
    const [now, row] = [(await read("latest")).trim(), (await states())[killed]];
    expect(row).toBe("running");
    expect(JSON.parse(await read(`${now}/manifest.json`))).toMatchObject({ id: now });
    expect(await read(`${before.trim()}/manifest.json`)).toBe(manifest);

    const next = `next-${name.replaceAll(" ", "-")}`;
    expect(await exportOf(next)).toBe(0);
    expect((await read("latest")).trim()).toBe(next);
    expect((await states())[killed]).toBe(state);
    expect((await readdir(folder())).filter((entry) => entry.startsWith("."))).toEqual([]);
    // Made only where the examples do not fit in memory.
    expect(await readdir(join(dataFolder, "export-scratch")).catch(() => [])).toEqual([]);
  },
);
