import { readAudit } from "@devflow/audit";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { Browser, fieldOf } from "./support/browser.ts";
import { openSignInWorld, type SignInWorld } from "./support/sign-in-world.ts";

let world: SignInWorld;

beforeAll(async () => {
  world = await openSignInWorld();
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(() => world.reset());

async function post(path: string, body: unknown): Promise<{ status: number; body: never }> {
  const response = await fetch(`${world.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as never };
}

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
    return { page, after: await browser.open(`${world.url}/device`, { form }) };
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
    const me = await fetch(`${world.url}/v1/me`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await me.json()).toMatchObject({
      name: "kim-example",
      role: "lead",
      teams: ["payments"],
    });
    expect(errorOf(await poll(code))).toBe("expired_token");
    const actions = (await readAudit(world.database, { limit: 3 })).map(({ action }) => action);
    expect(actions).toEqual(["token.created", "device.allowed", "person.signed_in"]);
    // And signing out in the editor ends it.
    const signOut = { method: "POST", headers: { authorization: `Bearer ${token}` } };
    expect((await fetch(`${world.url}/v1/sign-out`, signOut)).status).toBe(204);
    await vi.waitFor(async () =>
      expect((await fetch(`${world.url}/v1/sign-out`, signOut)).status).toBe(401),
    );
  });

  test("gives nothing where the person says no", async () => {
    const code = await ask();
    await decide(code, "deny");
    expect(errorOf(await poll(code))).toBe("access_denied");
  });

  test("gives nothing when the time is over, or to a code that is not known", async () => {
    const code = await ask();
    await world.database.query("UPDATE device_grants SET expires_at = now() - interval '1 second'");
    expect(errorOf(await poll(code))).toBe("expired_token");
    expect(errorOf(await poll({ ...code, device_code: "guess" }))).toBe("expired_token");
  });

  test("a form of another site lets nobody in", async () => {
    const code = await ask();
    const browser = new Browser();
    await browser.open(`${world.url}/account`);
    const form = { csrf: "", user_code: code.user_code, decision: "allow" };
    const forged = await browser.open(`${world.url}/device`, { form });
    expect(forged.status).toBe(403);
    expect(errorOf(await poll(code))).toBe("authorization_pending");
  });

  test("a person who was disabled after allowing gives no token", async () => {
    const code = await ask();
    await decide(code, "allow");
    await world.database.query("UPDATE people SET disabled_at = now()");
    expect(errorOf(await poll(code))).toBe("access_denied");
  });

  test("codes cannot be tried one after the other", async () => {
    const browser = new Browser();
    await browser.open(`${world.url}/account`);
    const statuses: number[] = [];
    for (let tries = 0; tries < 22; tries += 1) {
      statuses.push((await browser.open(`${world.url}/device?user_code=BBBBBBBB`)).status);
    }
    expect(statuses.filter((status) => status === 404)).toHaveLength(20);
    expect(statuses.at(-1)).toBe(429);
  });
});

describe("the account page", () => {
  test("makes a token, shows it once, and revokes it", async () => {
    const browser = new Browser();
    const before = await browser.open(`${world.url}/account`);
    const csrf = fieldOf(before.text, "csrf");
    const form = { csrf, name: `<script>alert("1")</script>`, days: "30" };
    const made = await browser.open(`${world.url}/account/tokens`, { form });
    const token = /dfp_[\w-]{43}/.exec(made.text)?.[0];
    expect(made.text).not.toContain("<script>");
    const me = () => fetch(`${world.url}/v1/me`, { headers: { authorization: `Bearer ${token}` } });
    expect((await me()).status).toBe(200);
    const after = await browser.open(`${world.url}/account`);
    expect(after.text).not.toContain(token);
    const action = /action="(\/account\/tokens\/[^"]+\/revoke)"/.exec(after.text)?.[1];
    await browser.open(`${world.url}${action}`, { form: { csrf } });
    expect((await me()).status).toBe(401);
  });
});
