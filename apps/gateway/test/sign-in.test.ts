import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readAudit } from "@devflow/audit";
import { loadSettings } from "@devflow/config";
import type { Database } from "@devflow/database";
import { createTestDatabase } from "@devflow/database/testing";
import { openTestOidcProvider, type TestOidcProvider } from "@devflow/identity/testing";
import { createLogger } from "@devflow/logging";
import { openQueues, type Queues } from "@devflow/queue";
import { Registry } from "prom-client";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type RunningGateway, startGateway } from "../src/index.ts";
import { Browser, fieldOf } from "./support/browser.ts";

const kim = {
  sub: "u-17",
  name: "Kim <b>Example</b>",
  email: "kim@example.com",
  email_verified: true,
  groups: ["engineering", "leads", "payments-web"],
  github_login: "kim-example",
};

let folder: string;
let database: Database;
let queues: Queues;
let gateway: RunningGateway;
let oidc: TestOidcProvider;
let callback: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "devflow-sign-in-"));
  const peopleFile = join(folder, "people.yaml");
  writeFileSync(
    peopleFile,
    "allowed_groups: [engineering]\nroles: {lead: [leads]}\nteams: {payments: {groups: [payments-web]}, shop: {groups: [shop]}}\n",
  );
  oidc = await openTestOidcProvider(kim);
  const logger = createLogger({ level: "silent" });
  database = await createTestDatabase();
  queues = await openQueues({ database }, logger);
  const settings = loadSettings({
    GATEWAY_PORT: "0",
    EXPERT_URL: "none",
    DEVFLOW_DATA: folder,
    PEOPLE_FILE: peopleFile,
    OIDC_ISSUER: oidc.issuer,
    OIDC_CLIENT_ID: oidc.clientId,
    OIDC_CLIENT_SECRET: oidc.clientSecret,
    OIDC_SCOPES: "openid profile email groups",
    OIDC_GITHUB_LOGIN_CLAIM: "github_login",
  });
  gateway = await startGateway({
    ...{ settings, logger, database, queues, metrics: new Registry() },
    isReady: () => Promise.reject(new Error("nobody asks")),
  });
  callback = `${gateway.url}/sign-in/oidc/callback`;
  await oidc.serve([callback, "http://127.0.0.1:1/other"]);
});
afterAll(async () => {
  await gateway.close();
  await queues.close(0);
  await database.close();
  await oidc[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  oidc.account = kim;
  await database.query("TRUNCATE people, sign_ins, device_grants CASCADE");
});

const isCallback = (url: string) => url.startsWith(callback);

async function people() {
  return await database.query("SELECT * FROM people");
}

async function post(path: string, body: unknown): Promise<{ status: number; body: never }> {
  const response = await fetch(`${gateway.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as never };
}

describe("signing in with OpenID Connect", () => {
  test("leads through the provider to the account, with role and teams of the groups", async () => {
    const browser = new Browser();
    const page = await browser.open(`${gateway.url}/account`);
    expect(page.status).toBe(200);
    expect(page.url).toBe(`${gateway.url}/account`);
    expect(page.text).toContain("kim-example");
    expect(page.text).not.toContain("<b>Example</b>");
    expect(page.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(await people()).toMatchObject([
      {
        issuer: oidc.issuer,
        subject: "u-17",
        email: "kim@example.com",
        github_login: "kim-example",
        role: "lead",
        teams: ["payments"],
      },
    ]);
    const [entry] = await readAudit(database, { limit: 1 });
    expect(entry).toMatchObject({ action: "person.signed_in", actor: "kim-example" });
  });

  test("takes role and teams back when the groups are gone, and keeps one person", async () => {
    await new Browser().open(`${gateway.url}/account`);
    oidc.account = { ...kim, groups: ["engineering"] };
    await new Browser().open(`${gateway.url}/account`);
    expect(await people()).toMatchObject([{ role: "developer", teams: [] }]);
  });

  test("the session is in a cookie that no script reads, and ends with the sign-out", async () => {
    const browser = new Browser();
    const lines: string[] = [];
    const end = await browser.open(`${gateway.url}/sign-in`, { until: isCallback });
    const answer = await fetch(end.url, {
      redirect: "manual",
      headers: { cookie: browser.cookieHeader(end.url) },
    });
    lines.push(...answer.headers.getSetCookie());
    expect(lines[0]).toMatch(
      /^devflow-session=dfb_[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax$/,
    );
    const cookie = lines[0]!.split(";")[0]!;
    const account = () =>
      fetch(`${gateway.url}/account`, { redirect: "manual", headers: { cookie } });
    const page = await (await account()).text();
    // A browser's session opens pages, not the API.
    const asBearer = { authorization: `Bearer ${cookie.split("=")[1]}` };
    expect((await fetch(`${gateway.url}/v1/me`, { headers: asBearer })).status).toBe(401);
    const signOut = (csrf: string) =>
      fetch(`${gateway.url}/sign-out`, {
        method: "POST",
        headers: { cookie },
        body: new URLSearchParams({ csrf }),
      });
    expect((await signOut("x".repeat(43))).status).toBe(403);
    expect((await account()).status).toBe(200);
    expect((await signOut(fieldOf(page, "csrf"))).status).toBe(200);
    expect((await account()).status).toBe(302);
  });

  test("an e-mail address that nobody checked is not kept", async () => {
    oidc.account = { ...kim, email_verified: false };
    await new Browser().open(`${gateway.url}/account`);
    expect(await people()).toMatchObject([{ email: null }]);
  });

  test("is refused outside the allowed groups, and told in the audit log", async () => {
    oidc.account = { ...kim, groups: ["sales"] };
    const page = await new Browser().open(`${gateway.url}/account`);
    expect(page.status).toBe(403);
    expect(page.text).toContain("not in a group");
    expect(await people()).toEqual([]);
    const [entry] = await readAudit(database, { limit: 1 });
    expect(entry).toMatchObject({
      action: "person.sign_in_refused",
      details: { reason: "not_allowed" },
    });
  });

  test("is refused for a disabled person", async () => {
    await new Browser().open(`${gateway.url}/account`);
    await database.query("UPDATE people SET disabled_at = now()");
    expect((await new Browser().open(`${gateway.url}/account`)).status).toBe(403);
  });

  test("whoever says no at the provider is not signed in", async () => {
    oidc.account = null;
    const page = await new Browser().open(`${gateway.url}/account`);
    expect(page.status).toBe(403);
    expect(await people()).toEqual([]);
  });
});

describe("an answer that is not the one that was asked for is refused:", () => {
  /** A sign-in up to the callback, which the browser has not opened yet. */
  async function upToCallback() {
    const browser = new Browser();
    const { url } = await browser.open(`${gateway.url}/sign-in`, { until: isCallback });
    return { browser, url: new URL(url) };
  }

  const cases: [string, () => Promise<{ status: number }>][] = [
    [
      "one that was used already",
      async () => {
        const { browser, url } = await upToCallback();
        const cookie = browser.cookieHeader(url.href);
        expect((await browser.open(url.href)).status).toBe(200);
        return fetch(url, { headers: { cookie }, redirect: "manual" });
      },
    ],
    [
      "one for another browser",
      async () => {
        const { url } = await upToCallback();
        return new Browser().open(url.href);
      },
    ],
    [
      "one with another state",
      async () => {
        const { browser, url } = await upToCallback();
        url.searchParams.set("state", "A".repeat(43));
        return browser.open(url.href);
      },
    ],
    [
      "another sign-in's code",
      async () => {
        const other = await upToCallback();
        const { browser, url } = await upToCallback();
        url.searchParams.set("code", other.url.searchParams.get("code") ?? "");
        return browser.open(url.href);
      },
    ],
    [
      "one of another issuer",
      async () => {
        const { browser, url } = await upToCallback();
        url.searchParams.set("iss", "https://evil.example.com");
        return browser.open(url.href);
      },
    ],
    [
      "one without an issuer, although the provider names itself",
      async () => {
        const { browser, url } = await upToCallback();
        url.searchParams.delete("iss");
        return browser.open(url.href);
      },
    ],
    [
      "one that comes back as another provider's",
      async () => {
        const { browser, url } = await upToCallback();
        return browser.open(url.href.replace("/oidc/", "/github/"));
      },
    ],
    [
      "one that is too old",
      async () => {
        const { browser, url } = await upToCallback();
        await database.query("UPDATE sign_ins SET expires_at = now() - interval '1 second'");
        return browser.open(url.href);
      },
    ],
    [
      "one whose nonce was changed under way",
      async () => {
        const { browser, url } = await upToCallback();
        await database.query("UPDATE sign_ins SET nonce = 'another'");
        return browser.open(url.href);
      },
    ],
    [
      "one whose verifier is another",
      async () => {
        const { browser, url } = await upToCallback();
        await database.query("UPDATE sign_ins SET code_verifier = $1", ["v".repeat(43)]);
        return browser.open(url.href);
      },
    ],
  ];
  test.each(cases)("%s", async (_name, attack) => {
    expect((await attack()).status).toBe(400);
    const sessions = await database.query("SELECT 1 AS one FROM access_tokens");
    expect(sessions.length).toBeLessThanOrEqual(1);
  });

  test.each([
    "https://evil.example.com/",
    "//evil.example.com",
    "/\\evil.example.com",
    "/\t/evil",
    "javascript:alert(1)",
  ])("a way back to %s", async (path) => {
    const start = `${gateway.url}/sign-in?return_to=${encodeURIComponent(path)}`;
    const page = await new Browser().open(start);
    expect(new URL(page.url).origin).toBe(gateway.url);
  });
});

describe("the device flow", () => {
  const grantType = "urn:ietf:params:oauth:grant-type:device_code";
  interface Code {
    device_code: string;
    user_code: string;
    verification_uri_complete: string;
  }
  const ask = async () =>
    (await post("/v1/device/code", { client_id: "devflow-vscode" })).body as Code;
  const poll = ({ device_code }: Code) =>
    post("/v1/device/token", { grant_type: grantType, device_code });
  const errorOf = (answer: { body: never }) =>
    (answer.body as { error?: { code: string } }).error?.code;

  async function decide(code: Code, decision: "allow" | "deny") {
    const browser = new Browser();
    const page = await browser.open(code.verification_uri_complete);
    const form = { csrf: fieldOf(page.text, "csrf"), user_code: code.user_code, decision };
    return { page, after: await browser.open(`${gateway.url}/device`, { form }) };
  }

  test("gives an editor a token that a person allowed, once", async () => {
    const code = await ask();
    expect(code.user_code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    expect(errorOf(await poll(code))).toBe("authorization_pending");
    expect(errorOf(await poll(code))).toBe("slow_down");
    const { page, after } = await decide(code, "allow");
    expect(page.text).toContain("Visual Studio Code");
    expect(page.text).toContain(code.user_code);
    expect(page.headers.get("x-frame-options")).toBe("DENY");
    expect(after.text).toContain("vscode://devflow.devflow-vscode/approved");
    const answer = await poll(code);
    expect(answer).toMatchObject({ status: 200, body: { token_type: "Bearer" } });
    const { access_token: token } = answer.body as { access_token: string };
    expect(token).toMatch(/^dfe_/);
    const me = await fetch(`${gateway.url}/v1/me`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await me.json()).toMatchObject({
      name: "kim-example",
      role: "lead",
      teams: ["payments"],
    });
    expect(errorOf(await poll(code))).toBe("expired_token");
    const actions = (await readAudit(database, { limit: 3 })).map(({ action }) => action);
    expect(actions).toEqual(["token.created", "device.allowed", "person.signed_in"]);
    // And signing out in the editor ends it.
    const signOut = { method: "POST", headers: { authorization: `Bearer ${token}` } };
    expect((await fetch(`${gateway.url}/v1/sign-out`, signOut)).status).toBe(204);
    await vi.waitFor(async () =>
      expect((await fetch(`${gateway.url}/v1/sign-out`, signOut)).status).toBe(401),
    );
  });

  test("gives nothing where the person says no", async () => {
    const code = await ask();
    await decide(code, "deny");
    expect(errorOf(await poll(code))).toBe("access_denied");
  });

  test("gives nothing when the time is over, or to a code that is not known", async () => {
    const code = await ask();
    await database.query("UPDATE device_grants SET expires_at = now() - interval '1 second'");
    expect(errorOf(await poll(code))).toBe("expired_token");
    expect(errorOf(await poll({ ...code, device_code: "guess" }))).toBe("expired_token");
  });

  test("a form of another site lets nobody in", async () => {
    const code = await ask();
    const browser = new Browser();
    await browser.open(`${gateway.url}/account`);
    const form = { csrf: "", user_code: code.user_code, decision: "allow" };
    const forged = await browser.open(`${gateway.url}/device`, { form });
    expect(forged.status).toBe(403);
    expect(errorOf(await poll(code))).toBe("authorization_pending");
  });

  test("a person who was disabled after allowing gives no token", async () => {
    const code = await ask();
    await decide(code, "allow");
    await database.query("UPDATE people SET disabled_at = now()");
    expect(errorOf(await poll(code))).toBe("access_denied");
  });

  test("codes cannot be tried one after the other", async () => {
    const browser = new Browser();
    await browser.open(`${gateway.url}/account`);
    const statuses: number[] = [];
    for (let tries = 0; tries < 22; tries += 1) {
      statuses.push((await browser.open(`${gateway.url}/device?user_code=BBBBBBBB`)).status);
    }
    expect(statuses.filter((status) => status === 404)).toHaveLength(20);
    expect(statuses.at(-1)).toBe(429);
  });
});

describe("the account page", () => {
  test("makes a token, shows it once, and revokes it", async () => {
    const browser = new Browser();
    const before = await browser.open(`${gateway.url}/account`);
    const csrf = fieldOf(before.text, "csrf");
    const form = { csrf, name: `<script>alert("1")</script>`, days: "30" };
    const made = await browser.open(`${gateway.url}/account/tokens`, { form });
    const token = /dfp_[\w-]{43}/.exec(made.text)?.[0];
    expect(made.text).not.toContain("<script>");
    const me = () =>
      fetch(`${gateway.url}/v1/me`, { headers: { authorization: `Bearer ${token}` } });
    expect((await me()).status).toBe(200);
    const after = await browser.open(`${gateway.url}/account`);
    expect(after.text).not.toContain(token);
    const action = /action="(\/account\/tokens\/[^"]+\/revoke)"/.exec(after.text)?.[1];
    await browser.open(`${gateway.url}${action}`, { form: { csrf } });
    expect((await me()).status).toBe(401);
  });
});
