import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadSettings } from "@devflow/config";
import type { Database } from "@devflow/database";
import { createTestDatabase } from "@devflow/database/testing";
import { type RunningGateway, startGateway } from "@devflow/gateway";
import { openTestOidcProvider, type TestOidcProvider } from "@devflow/identity/testing";
import { createLogger } from "@devflow/logging";
import { openQueues, type Queues } from "@devflow/queue";
import { Registry } from "prom-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Browser, fieldOf } from "../apps/gateway/test/support/browser.ts";

let folder: string;
let database: Database;
let queues: Queues;
let oidc: TestOidcProvider;
let gateway: RunningGateway;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "devflow-login-"));
  oidc = await openTestOidcProvider({ sub: "u-1", name: "Kim", email: "kim@example.com" });
  const logger = createLogger({ level: "silent" });
  database = await createTestDatabase();
  queues = await openQueues({ database }, logger);
  const settings = loadSettings({
    GATEWAY_PORT: "0",
    EXPERT_URL: "none",
    DEVFLOW_DATA: folder,
    OIDC_ISSUER: oidc.issuer,
    OIDC_CLIENT_ID: oidc.clientId,
    OIDC_CLIENT_SECRET: oidc.clientSecret,
  });
  gateway = await startGateway({
    ...{ settings, logger, database, queues, metrics: new Registry() },
    isReady: async () => ({ isReady: true, checks: {} }) as never,
  });
  await oidc.serve([`${gateway.url}/sign-in/oidc/callback`]);
});
afterAll(async () => {
  await gateway.close();
  await queues.close(0);
  await database.close();
  await oidc[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

function devflow(...args: string[]): ChildProcess {
  const main = new URL("../apps/cli/src/main.ts", import.meta.url).pathname;
  const env = { PATH: process.env.PATH, HOME: folder, XDG_CONFIG_HOME: join(folder, "config") };
  return spawn(process.execPath, [main, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
}

async function outputOf(child: ChildProcess): Promise<{ code: number; out: string; err: string }> {
  const said = { out: "", err: "" };
  child.stdout?.on("data", (bytes) => {
    said.out += bytes;
  });
  child.stderr?.on("data", (bytes) => {
    said.err += bytes;
  });
  const [code] = await once(child, "close");
  return { code, ...said };
}

test("devflow login is let in by a person in a browser, and devflow logout ends it", async () => {
  const child = devflow("login", `${gateway.url}/`);
  const end = outputOf(child);
  let shown = "";
  for await (const bytes of child.stderr ?? []) {
    shown += bytes;
    if (shown.includes("Waiting")) break;
  }
  const page = /Open (\S+)/.exec(shown)?.[1] ?? "";
  const code = /the code (\S+) in/.exec(shown)?.[1] ?? "";
  const browser = new Browser();
  const question = await browser.open(page);
  expect(question.text).toContain("devflow on the command line");
  const form = { csrf: fieldOf(question.text, "csrf"), user_code: code, decision: "allow" };
  await browser.open(`${gateway.url}/device`, { form });
  const path = join(folder, "config", "devflow", "sign-ins.json");
  expect(await end).toMatchObject({
    code: 0,
    out: `You are signed in at ${gateway.url} as kim@example.com. The token is kept in ${path}.\n`,
  });
  expect(statSync(path).mode & 0o777).toBe(0o600);

  const me = await outputOf(devflow("whoami"));
  expect(me.out).toBe(
    `kim@example.com at ${gateway.url}: developer; no GitHub account; may assist, complete, search, usage.\n`,
  );
  const [token] = await database.query(
    "SELECT kind, name FROM access_tokens WHERE kind = 'editor'",
  );
  expect(token).toEqual({ kind: "editor", name: "devflow on the command line" });

  expect(await outputOf(devflow("logout"))).toMatchObject({
    code: 0,
    out: `You are signed out at ${gateway.url}.\n`,
  });
  const [ended] = await database.query(
    "SELECT revoked_at FROM access_tokens WHERE kind = 'editor'",
  );
  expect(ended?.revoked_at).toBeInstanceOf(Date);
  expect(await outputOf(devflow("whoami"))).toMatchObject({
    code: 2,
    err: "error: you are not signed in\nRun: devflow login.\n",
  });
}, 60_000);

test("an address where no gateway answers is told", async () => {
  expect(await outputOf(devflow("login", "http://127.0.0.1:1"))).toMatchObject({ code: 3 });
  const other = await outputOf(devflow("login", oidc.issuer));
  expect(other).toMatchObject({ code: 2 });
  expect(other.err).toContain("does not answer as a DevFlow gateway");
});
