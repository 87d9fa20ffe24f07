import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { fileURLToPath } from "node:url";
import { UsageError } from "@devflow/errors";
import { createLogger } from "@devflow/logging";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { admitGuests, type Database, type Door, migrate, openDatabase } from "../src/index.ts";
import { openPgliteAsGuest } from "../src/pglite/open-as-guest.ts";
import { openPglite } from "../src/pglite/open-pglite.ts";
import { createTestFolder } from "../src/testing.ts";
import { describeDatabase } from "./database-conformance.ts";
import { migrationFolder } from "./helpers/migration-folder.ts";

const logger = createLogger({ level: "silent" });
let folder = "";
let owner: Database;
let door: Door | null = null;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "devflow-door-"));
  await createTestFolder(folder);
  // What a killed owner leaves.
  await writeFile(join(folder, "door"), "");
  owner = await openPglite(folder);
  door = await admitGuests(owner, folder, { logger });
  await owner.query("CREATE TABLE said (words text)");
});
beforeEach(() => owner.query("TRUNCATE said"));
afterAll(async () => {
  await door?.close();
  await owner.close();
  await rm(folder, { recursive: true, force: true });
});

const said = async () => (await owner.query("SELECT words FROM said")).map(({ words }) => words);

describeDatabase("pglite", async () => {
  const database = await openPgliteAsGuest(folder);
  return { database, close: () => database.close() };
});

test("nobody else on the machine may open the door", async () => {
  expect((await stat(join(folder, "door"))).mode & 0o777).toBe(0o600);
});

test("whoever does not ask for it is no guest: two processes never both run as the owner", async () => {
  const settings = { databaseUrl: null, dataFolder: folder };
  await expect(openDatabase(settings, logger)).rejects.toBeInstanceOf(UsageError);
});

test("whoever comes to stay waits for a command that has no door, and says so", async () => {
  await door?.close();
  await owner.close();
  const command = await openPglite(folder);
  const told = new PassThrough();
  const settings = { databaseUrl: null, dataFolder: folder };
  const opening = openDatabase(settings, createLogger({ level: "info", destination: told }));
  const [line] = await once(told, "data");
  expect(JSON.parse(String(line))).toMatchObject({ folder, pid: String(process.pid) });
  await command.close();
  owner = await opening;
  door = await admitGuests(owner, folder, { logger });
});

test("a guest of an older DevFlow does not migrate its database under it", async () => {
  using before = migrationFolder({ "0001_one.sql": "CREATE TABLE one (id int);" });
  using after = migrationFolder({
    "0001_one.sql": "CREATE TABLE one (id int);",
    "0002_two.sql": "CREATE TABLE two (id int);",
  });
  await owner.query("DROP TABLE schema_migrations");
  await migrate(owner, before.path);
  const guest = await openPgliteAsGuest(folder);
  expect(await migrate(guest, before.path)).toEqual([]);
  await expect(migrate(guest, after.path)).rejects.toMatchObject({
    message: expect.stringContaining("0002_two.sql"),
    nextStep: expect.stringContaining("Restart it"),
  });
  await guest.close();
  expect(await migrate(owner, after.path)).toEqual(["0002_two.sql"]);
});

test("where the owner admits no guests, its process is named", async () => {
  await door?.close();
  await expect(openPgliteAsGuest(folder, { patienceMs: 0 })).rejects.toMatchObject({
    message: `the data folder ${folder} is in use by process ${process.pid}`,
  });
  door = await admitGuests(owner, folder, { logger });
});

test("a command right behind a start waits for its door", async () => {
  await door?.close();
  const opening = openPgliteAsGuest(folder);
  door = await admitGuests(owner, folder, { logger });
  const guest = await opening;
  expect(await guest.query("SELECT 1 AS works")).toEqual([{ works: 1 }]);
  await guest.close();
});

test("owner and guests take turns, and see what the others committed", async () => {
  const guests = await Promise.all([openPgliteAsGuest(folder), openPgliteAsGuest(folder)]);
  const speakers = [owner, ...guests];
  await Promise.all(
    Array.from({ length: 60 }, (_, n) =>
      speakers[n % 3]!.transaction(async (transaction) => {
        const [row] = await transaction.query("SELECT count(*)::int AS n FROM said");
        await transaction.query("INSERT INTO said VALUES ($1)", [String(row!.n)]);
      }),
    ),
  );
  expect((await said()).map(Number).sort((a, b) => a - b)).toEqual([...Array(60).keys()]);
  await Promise.all(guests.map((guest) => guest.close()));
});

test("a guest killed inside of a transaction leaves nothing of it, and nobody waiting", async () => {
  const guest = startGuest();
  await once(guest.stdout!, "data");
  const waiting = owner.query("INSERT INTO said VALUES ('owner')");
  const exited = once(guest, "exit");
  guest.kill("SIGKILL");
  await waiting;
  await exited;
  expect(await said()).toEqual(["owner"]);
});

test("a guest that keeps its turn and asks nothing is sent away", async () => {
  await door?.close();
  door = await admitGuests(owner, folder, { logger, idleTurnMs: 30 });
  const guest = await openPgliteAsGuest(folder);
  const hang = Promise.withResolvers<void>();
  const late = guest.transaction(async (transaction) => {
    await transaction.query("INSERT INTO said VALUES ('guest')");
    await hang.promise;
    await transaction.query("INSERT INTO said VALUES ('late')");
  });
  await expect.poll(said).toEqual([]);
  await owner.query("INSERT INTO said VALUES ('owner')");
  hang.resolve();
  await expect(late).rejects.toMatchObject({ code: "engine_stopped", retryable: false });
  await guest.close();
  expect(await said()).toEqual(["owner"]);
  await door?.close();
  door = await admitGuests(owner, folder, { logger });
});

test("when the owner goes, guests are told, and what they had begun is undone", async () => {
  const guest = await openPgliteAsGuest(folder);
  const begun = Promise.withResolvers<void>();
  const work = guest.transaction(async (transaction) => {
    await transaction.query("INSERT INTO said VALUES ('guest')");
    begun.resolve();
    await transaction.query("SELECT pg_sleep(0.05)");
    await transaction.query("SELECT 1");
  });
  await begun.promise;
  await Promise.all([
    door?.close(),
    expect(work).rejects.toMatchObject({ code: "engine_stopped" }),
  ]);
  expect(await said()).toEqual([]);
  await guest.close();
  door = await admitGuests(owner, folder, { logger });
});

test("a guest that was stopped and reads nothing is not told of events for ever", async () => {
  const stopListening = await owner.listen("events", () => {});
  const socket = connect(join(folder, "door")).pause();
  await once(socket, "connect");
  const closed = once(socket, "close");
  const flood =
    "SELECT pg_notify('events', repeat('x', 7900) || n) FROM generate_series(1, 1200) AS n";
  await owner.query(flood);
  await owner.query("SELECT 1");
  socket.resume();
  await closed;
  expect(socket.bytesRead).toBeLessThan(1200 * 7900);
  await stopListening();
});

test("bytes that are no messages end that connection only", async () => {
  for (const bytes of [Buffer.alloc(64, 0xff), Buffer.from([0, 0, 0, 2, 1, 1]), Buffer.alloc(3)]) {
    const socket = connect(join(folder, "door"));
    socket.resume();
    socket.end(bytes);
    await once(socket, "close");
  }
  const guest = await openPgliteAsGuest(folder);
  expect(await guest.query("SELECT 1 AS works")).toEqual([{ works: 1 }]);
  await guest.close();
});

test("a folder that takes no socket has no door, and the owner works all the same", async () => {
  for (const name of ["x".repeat(200), "missing"]) {
    expect(await admitGuests(owner, join(folder, name), { logger })).toBeNull();
  }
  expect(await owner.query("SELECT 1 AS works")).toEqual([{ works: 1 }]);
});

const program = fileURLToPath(new URL("./helpers/hang-in-transaction.ts", import.meta.url));

function startGuest(): ChildProcess {
  return spawn(process.execPath, [program, folder], { stdio: ["pipe", "pipe", "inherit"] });
}
