import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadSettings } from "@devflow/config";
import { openDatabase } from "@devflow/database";
import { UsageError } from "@devflow/errors";
import { createLogger } from "@devflow/logging";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type Engines,
  HEALTH_PATHS,
  type HealthServer,
  openEngines,
  openEnginesPatiently,
  startHealthServer,
} from "../src/index.ts";

const folder = mkdtempSync(join(tmpdir(), "devflow-engines-"));
const settings = loadSettings({ DEVFLOW_DATA: folder });
const logger = createLogger({ level: "silent" });
let engines: Engines;
let server: HealthServer;

beforeAll(async () => {
  engines = await openEngines(settings, logger);
  server = await startHealthServer({ ...engines, host: "127.0.0.1", port: 0 });
});
afterAll(async () => {
  await server.close();
  await engines.close();
  rmSync(folder, { recursive: true });
});

const get = (path: string, method = "GET") =>
  fetch(`http://127.0.0.1:${server.port}${path}`, { method });

test("without any address the engines are embedded, and the database is migrated", async () => {
  expect([engines.database.engine, engines.queues.backend]).toEqual(["pglite", "pglite"]);
  expect(await engines.database.query("SELECT count(*) AS n FROM reviews")).toEqual([{ n: 0 }]);
});

test("commands beside use the same database, through the process that has it open", async () => {
  const place = { databaseUrl: null, dataFolder: folder, mayBeGuest: true };
  const beside = await openDatabase(place, logger);
  expect(await beside.query("SELECT count(*) AS n FROM reviews")).toEqual([{ n: 0 }]);
  await beside.close();
});

test("a process that answers is alive, and ready when its engines answer", async () => {
  const live = await get(HEALTH_PATHS.live);
  expect([live.status, await live.text()]).toEqual([200, "ok\n"]);
  const ready = await get(HEALTH_PATHS.ready);
  expect([ready.status, await ready.text()]).toEqual([200, "ready\n"]);
});

test("the metrics show Node's own and the queue's depth as it is now", async () => {
  await engines.queues.enqueue("index", { repositoryId: 1 });
  const response = await get(HEALTH_PATHS.metrics);
  expect(response.headers.get("content-type")).toContain("text/plain");
  const text = await response.text();
  expect(text).toContain('devflow_queue_jobs{job="index",state="waiting"} 1\n');
  expect(text).toContain('devflow_queue_jobs{job="review",state="waiting"} 0\n');
  expect(text).toContain("nodejs_eventloop_lag_seconds");
});

test("the health server answers nothing else", async () => {
  expect((await get("/")).status).toBe(404);
  expect((await get(HEALTH_PATHS.live, "POST")).status).toBe(405);
  const head = await get(HEALTH_PATHS.live, "HEAD");
  expect([head.status, await head.text()]).toEqual([200, ""]);
});

test("a port in use is told as such", async () => {
  const second = startHealthServer({ ...engines, host: "127.0.0.1", port: server.port });
  const refusal = await second.catch((thrown) => thrown);
  expect(refusal).toBeInstanceOf(UsageError);
  expect(refusal.message).toBe(`port ${server.port} on 127.0.0.1 is in use`);
});

test("a data folder in use is told as such", async () => {
  await expect(openEngines(settings, logger)).rejects.toBeInstanceOf(UsageError);
});

test("a server that does not answer yet is waited for, which is logged; what no waiting mends is raised", async () => {
  let connections = 0;
  // Gone at first, and then a Postgres that knows no such user.
  const postgres = createServer((socket) => {
    connections += 1;
    if (connections === 1) return socket.destroy();
    socket.on("error", () => {}).once("data", () => socket.end(refusal("28P01", "no such user")));
  }).listen(0, "127.0.0.1");
  await once(postgres, "listening");
  const { port } = postgres.address() as AddressInfo;
  const lines: string[] = [];
  const told = createLogger({ destination: { write: (line) => lines.push(line) } });
  const elsewhere = loadSettings({ DATABASE_URL: `postgres://kim@127.0.0.1:${port}/devflow` });
  await expect(openEnginesPatiently(elsewhere, told)).rejects.toMatchObject({
    service: "database",
    code: "28P01",
  });
  postgres.close();
  expect(lines.join("")).toMatch(/database: .*waiting until database and queue answer/);
});

/** https://www.postgresql.org/docs/current/protocol-message-formats.html, ErrorResponse */
function refusal(sqlState: string, message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0C${sqlState}\0M${message}\0\0`);
  const head = Buffer.from("E\0\0\0\0");
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

test("after the engines stopped, the process is alive but not ready, and says why", async () => {
  await engines.close();
  await engines.close();
  expect((await get(HEALTH_PATHS.live)).status).toBe(200);
  const ready = await get(HEALTH_PATHS.ready);
  expect(ready.status).toBe(503);
  expect(await ready.text()).toMatch(/^database: /);
  const metrics = await (await get(HEALTH_PATHS.metrics)).text();
  expect(metrics).not.toContain("devflow_queue_jobs{");
});
