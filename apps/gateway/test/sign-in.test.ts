import { readAudit } from "@devflow/audit";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Browser, fieldOf } from "./support/browser.ts";
import { kim, openSignInWorld, type SignInWorld } from "./support/sign-in-world.ts";

let world: SignInWorld;

beforeAll(async () => {
  world = await openSignInWorld();
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(() => world.reset());

const isCallback = (url: string) => url.startsWith(world.callback);

async function people() {
  return await world.database.query("SELECT * FROM people");
}

describe("signing in with OpenID Connect", () => {
  test("leads through the provider to the account, with role and teams of the groups", async () => {
    const browser = new Browser();
    const page = await browser.open(`${world.url}/account`);
    expect(page.status).toBe(200);
    expect(page.url).toBe(`${world.url}/account`);
    expect(page.text).toContain("kim-example");
    expect(page.text).not.toContain("<b>Example</b>");
    expect(page.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(await people()).toMatchObject([
      {
        issuer: world.oidc.issuer,
        subject: "u-17",
        email: "kim@example.com",
        github_login: "kim-example",
        role: "lead",
        teams: ["payments"],
      },
    ]);
    const [entry] = await readAudit(world.database, { limit: 1 });
    expect(entry).toMatchObject({ action: "person.signed_in", actor: "kim-example" });
  });

  test("takes role and teams back when the groups are gone, and keeps one person", async () => {
    await new Browser().open(`${world.url}/account`);
    world.oidc.account = { ...kim, groups: ["engineering"] };
    await new Browser().open(`${world.url}/account`);
    expect(await people()).toMatchObject([{ role: "developer", teams: [] }]);
  });

  test("the session is in a cookie that no script reads, and ends with the sign-out", async () => {
    const browser = new Browser();
    const lines: string[] = [];
    const end = await browser.open(`${world.url}/sign-in`, { until: isCallback });
    const answer = await fetch(end.url, {
      redirect: "manual",
      headers: { cookie: browser.cookieHeader(end.url) },
    });
    lines.push(...answer.headers.getSetCookie());
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(lines[0]).toMatch(
      /^devflow-session=dfb_[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax$/,
    );
    const cookie = lines[0]!.split(";")[0]!;
    const account = () =>
      fetch(`${world.url}/account`, { redirect: "manual", headers: { cookie } });
    const page = await (await account()).text();
    // A browser's session opens pages, not the API.
    const asBearer = { authorization: `Bearer ${cookie.split("=")[1]}` };
    expect((await fetch(`${world.url}/v1/me`, { headers: asBearer })).status).toBe(401);
    const signOut = (csrf: string) =>
      fetch(`${world.url}/sign-out`, {
        method: "POST",
        headers: { cookie },
        body: new URLSearchParams({ csrf }),
      });
    expect((await signOut("x".repeat(43))).status).toBe(403);
    // What another site sends comes without the cookie, and leaves it where it is.
    const body = new URLSearchParams({ csrf: "x" });
    const foreign = await fetch(`${world.url}/sign-out`, { method: "POST", body });
    expect(foreign.headers.getSetCookie()).toEqual([]);
    expect((await account()).status).toBe(200);
    const out = await signOut(fieldOf(page, "csrf"));
    expect([out.status, out.headers.getSetCookie()]).toEqual([
      200,
      ["devflow-session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"],
    ]);
    expect((await account()).status).toBe(302);
  });

  test("an e-mail address that nobody checked is not kept", async () => {
    world.oidc.account = { ...kim, email_verified: false };
    await new Browser().open(`${world.url}/account`);
    expect(await people()).toMatchObject([{ email: null }]);
  });

  test("is refused outside the allowed groups, and told in the audit log", async () => {
    world.oidc.account = { ...kim, groups: ["sales"] };
    const page = await new Browser().open(`${world.url}/account`);
    expect(page.status).toBe(403);
    expect(page.text).toContain("not in a group");
    expect(await people()).toEqual([]);
    const [entry] = await readAudit(world.database, { limit: 1 });
    expect(entry).toMatchObject({
      action: "person.sign_in_refused",
      details: { reason: "not_allowed" },
    });
  });

  test("is refused for a disabled person", async () => {
    await new Browser().open(`${world.url}/account`);
    await world.database.query("UPDATE people SET disabled_at = now()");
    expect((await new Browser().open(`${world.url}/account`)).status).toBe(403);
  });

  test("whoever says no at the provider is not signed in", async () => {
    world.oidc.account = null;
    const page = await new Browser().open(`${world.url}/account`);
    expect(page.status).toBe(403);
    expect(await people()).toEqual([]);
  });
});

describe("an answer that is not the one that was asked for is refused:", () => {
  /** A sign-in up to the callback, which the browser has not opened yet. */
  async function upToCallback() {
    const browser = new Browser();
    const { url } = await browser.open(`${world.url}/sign-in`, { until: isCallback });
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
        await world.database.query("UPDATE sign_ins SET expires_at = now() - interval '1 second'");
        return browser.open(url.href);
      },
    ],
    [
      "one whose nonce was changed under way",
      async () => {
        const { browser, url } = await upToCallback();
        await world.database.query("UPDATE sign_ins SET nonce = 'another'");
        return browser.open(url.href);
      },
    ],
    [
      "one whose verifier is another",
      async () => {
        const { browser, url } = await upToCallback();
        await world.database.query("UPDATE sign_ins SET code_verifier = $1", ["v".repeat(43)]);
        return browser.open(url.href);
      },
    ],
  ];
  test.each(cases)("%s", async (_name, attack) => {
    expect((await attack()).status).toBe(400);
    const sessions = await world.database.query("SELECT 1 AS one FROM access_tokens");
    expect(sessions.length).toBeLessThanOrEqual(1);
  });

  test.each([
    "https://evil.example.com/",
    "//evil.example.com",
    "/\\evil.example.com",
    "/\t/evil",
    "javascript:alert(1)",
  ])("a way back to %s", async (path) => {
    const start = `${world.url}/sign-in?return_to=${encodeURIComponent(path)}`;
    const page = await new Browser().open(start);
    expect(new URL(page.url).origin).toBe(world.url);
  });
});
