import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readAudit } from "@devflow/audit";
import { loadSettings } from "@devflow/config";
import type { Database } from "@devflow/database";
import { createTestDatabase, emptyTables } from "@devflow/database/testing";
import { createUserSignIn } from "@devflow/github";
import { createAdministration, createToken } from "@devflow/identity";
import { createLogger } from "@devflow/logging";
import { openQueues, type Queues } from "@devflow/queue";
import { type FakeGitHub, type RepositoryHandle, startFakeGitHub } from "@devflow/testkit";
import { Registry } from "prom-client";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type RunningGateway, startGateway } from "../src/index.ts";
import { Browser } from "./support/browser.ts";

let folder: string;
let peopleFile: string;
let database: Database;
let queues: Queues;
let github: FakeGitHub;
let gateway: RunningGateway;
let repository: RepositoryHandle;
const warnings: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "devflow-github-sign-in-"));
  peopleFile = join(folder, "people.yaml");
  writeFileSync(peopleFile, "roles: {admin: ['github:lee']}\n");
  github = await startFakeGitHub();
  repository = await github.createRepository({ owner: "acme", name: "shop" });
  repository.setPermission("Kim", "read");
  repository.setPermission("Lee", "read");
  const logger = createLogger({
    level: "warn",
    destination: { write: (line) => void warnings.push(line) },
  });
  database = await createTestDatabase();
  queues = await openQueues({ database }, logger);
  const { app } = github;
  const settings = loadSettings({
    GATEWAY_PORT: "0",
    EXPERT_URL: "none",
    DEVFLOW_DATA: folder,
    PEOPLE_FILE: peopleFile,
    GITHUB_API_URL: github.apiUrl,
    APP_ID: String(app.id),
    PRIVATE_KEY: app.privateKey,
    WEBHOOK_SECRET: app.webhookSecret,
    GITHUB_CLIENT_ID: app.clientId,
    GITHUB_CLIENT_SECRET: app.clientSecret,
  });
  gateway = await startGateway({
    ...{ settings, logger, database, queues, metrics: new Registry() },
    isReady: async () => ({ isReady: true, checks: {} }) as never,
  });
});
afterAll(async () => {
  await gateway.close();
  await queues.close(0);
  await database.close();
  await github.close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  github.signInAs("Kim");
  await emptyTables(database, "people", "sign_ins", "github_logins");
});

const isCallback = (url: string) => url.startsWith(`${gateway.url}/sign-in/github/callback`);
const people = () =>
  database.query("SELECT issuer, subject, github_login, github_id, role FROM people");

test("somebody with access to what the App is installed on is let in, by their account's id", async () => {
  const page = await new Browser().open(`${gateway.url}/account`);
  expect(page.status).toBe(200);
  const [person] = await people();
  expect(person).toMatchObject({ issuer: "github", github_login: "Kim", role: "developer" });
  expect(person?.subject).toBe(String(person?.github_id));
});

test("whoever takes a login that was another account's is not, until an administrator says so", async () => {
  github.signInAs("Lee");
  await new Browser().open(`${gateway.url}/account`);
  expect(await people()).toMatchObject([{ role: "admin" }]);
  github.renameAccount("Lee", "lee-l");
  // GitHub knows nobody of that name any more, and gives it to whoever asks.
  const refused = await new Browser().open(`${gateway.url}/account`);
  expect(refused.status).toBe(403);
  expect(refused.text).toContain("devflow people relink Lee");
  expect(await people()).toHaveLength(1);
  const [entry] = await readAudit(database, { limit: 1 });
  expect(entry).toMatchObject({ actor: "Lee", details: { reason: "login_changed" } });
  await createAdministration(database, { actor: "root", maxTokenDays: 1 }).relinkLogin("lee");
  expect((await new Browser().open(`${gateway.url}/account`)).status).toBe(200);
  const left = await database.query("SELECT left_at IS NULL AS is_here FROM people ORDER BY id");
  expect(left).toEqual([{ is_here: false }, { is_here: true }]);
});

describe("between sign-ins GitHub is asked again", () => {
  /** Signs somebody in as if two hours ago, and gives a token of theirs. */
  async function signedIn(login: string): Promise<string> {
    repository.setPermission(login, "read");
    github.signInAs(login);
    const browser = new Browser();
    const { url } = await browser.open(`${gateway.url}/sign-in`, { until: isCallback });
    const headers = { cookie: browser.cookieHeader(url) };
    expect((await fetch(url, { redirect: "manual", headers })).status).toBe(302);
    const [row] = await database.query<{ id: number }>("SELECT id FROM people");
    const request = { personId: row!.id, kind: "editor", name: "x", scopes: ["usage"] } as const;
    const { text } = await createToken(database, { ...request, days: 30, actor: "test" });
    await database.query("UPDATE provider_grants SET checked_at = now() - interval '2 hours'");
    return text;
  }

  async function me(token: string) {
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${gateway.url}/v1/me`, { headers });
    if (response.status !== 200) return response.status;
    return ((await response.json()) as { github_login: string }).github_login;
  }

  test("and whoever has access to nothing of ours any more is let in no more", async () => {
    const token = await signedIn("ann");
    repository.setPermission("ann", "none");
    await expect.poll(() => me(token)).toBe(401);
  });

  test("and a new login of an account is its login here", async () => {
    const token = await signedIn("bob");
    github.renameAccount("bob", "bob-2");
    repository.setPermission("bob-2", "read");
    await expect.poll(() => me(token)).toBe("bob-2");
  });

  test("and who took back what they allowed the App signs in again", async () => {
    const token = await signedIn("cat");
    github.endSignIns();
    await expect.poll(() => me(token)).toBe(401);
    const [entry] = await readAudit(database, { limit: 1 });
    expect(entry).toMatchObject({ details: { reason: "the provider refused" } });
    expect((await new Browser().open(`${gateway.url}/account`)).status).toBe(200);
    await expect.poll(() => me(token)).toBe("cat");
  });

  test("and a client that GitHub does not take is told from a person whom it does not know", async () => {
    const { clientId, clientSecret } = github.app;
    const asked = (secret: string) =>
      createUserSignIn({
        ...{ apiUrl: github.apiUrl, webUrl: github.url, ca: null, clientId },
        ...{ clientSecret: secret, logger: createLogger({ level: "silent" }) },
      }).readUserAgain("ghr_unknown");
    await expect(asked("changed")).rejects.toMatchObject({ code: "client_refused" });
    await expect(asked(clientSecret)).rejects.toMatchObject({ code: "code_refused" });
  });
});

test("that GitHub cannot be asked again, as the App's tokens do not expire, is told once", async () => {
  const signIn = async () =>
    expect((await new Browser().open(`${gateway.url}/account`)).status).toBe(200);
  const told = () => warnings.filter((line) => line.includes("User-to-server token expiration"));
  await signIn();
  expect(told()).toEqual([]);
  github.letSignInsLast(true);
  try {
    await signIn();
    await signIn();
  } finally {
    github.letSignInsLast(false);
  }
  expect(told()).toHaveLength(1);
});

test("a stranger with an account on GitHub is not", async () => {
  github.signInAs("somebody-else");
  expect((await new Browser().open(`${gateway.url}/account`)).status).toBe(403);
  expect(await people()).toEqual([]);
});

test("whoever says no at GitHub is not", async () => {
  github.signInAs(null);
  expect((await new Browser().open(`${gateway.url}/account`)).status).toBe(403);
});

test.each([
  ["another browser's", (url: URL) => ({ browser: new Browser(), url })],
  [
    "one with another code",
    (url: URL, browser: Browser) => {
      url.searchParams.set("code", "0123456789abcdef0123");
      return { browser, url };
    },
  ],
])("an answer that is %s opens nothing", async (_, twist) => {
  const browser = new Browser();
  const { url } = await browser.open(`${gateway.url}/sign-in`, { until: isCallback });
  const attack = twist(new URL(url), browser);
  expect((await attack.browser.open(attack.url.href)).status).toBe(400);
  expect(await people()).toEqual([]);
});

test("a code of another sign-in is refused by its verifier", async () => {
  const victim = await new Browser().open(`${gateway.url}/sign-in`, { until: isCallback });
  const browser = new Browser();
  const own = await browser.open(`${gateway.url}/sign-in`, { until: isCallback });
  const url = new URL(own.url);
  url.searchParams.set("code", new URL(victim.url).searchParams.get("code") ?? "");
  expect((await browser.open(url.href)).status).toBe(400);
  expect(await people()).toEqual([]);
});
