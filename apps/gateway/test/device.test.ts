import { createHash, randomBytes } from "node:crypto";
import { readAudit } from "@devflow/audit";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
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

/** As many as there may be, of three networks of others. */
const flood = (table: string, columns: string, values: string) =>
  world.database.query(
    `INSERT INTO ${table} (${columns}, created_at, expires_at, address)
     SELECT ${values}, now() + interval '1 second', now() + interval '1 hour',
            ('{203.0.113.,::ffff:203.0.113.,2001:db8:}'::text[])[number % 3 + 1] || number % 250
       FROM generate_series(1, 10000 - (SELECT count(*) FROM ${table})::integer) AS number`,
  );
const numbered = "sha256(convert_to(number::text, 'UTF8'))";

/** How many rows there are, and of those that this machine's. */
async function roomTaken(table: string) {
  const [left] = await world.database.query<{ all: number; mine: number }>(
    `SELECT count(*)::integer AS all, count(*) FILTER (WHERE address = '127.0.0.1')::integer AS mine FROM ${table}`,
  );
  return left;
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

  test("lets others ask while a few networks ask for all codes that there are", async () => {
    const first = await ask();
    await flood(
      "device_grants",
      "device_code_hash, user_code, client_name, scopes, interval_ms",
      `${numbered}, 'flood-' || number, 'flood', '{assist}', 5000`,
    );
    const second = await ask();
    expect([errorOf(await poll(first)), errorOf(await poll(second))]).toEqual([
      "authorization_pending",
      "authorization_pending",
    ]);
    expect(await roomTaken("device_grants")).toEqual({ all: 10_000, mine: 2 });
  });

  test("gives an editor a token that a person allowed, once", async () => {
    const code = await ask();
    expect(code.user_code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    expect(errorOf(await poll(code))).toBe("authorization_pending");
    expect(errorOf(await poll(code))).toBe("slow_down");
    const { page, after } = await decide(code, "allow");
    expect(page.text).toContain("Visual Studio Code");
    expect(page.text).toContain(code.user_code);
    expect(page.text).toMatch(/at <strong>127\.0\.0\.1<\/strong> asked just now/);
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
    await expect
      .poll(async () => (await fetch(`${world.url}/v1/sign-out`, signOut)).status)
      .toBe(401);
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

describe("an editor that signs in with the browser of its machine", () => {
  const redirect_uri = "vscode://devflow.devflow-vscode/signed-in?windowId=1";
  const state = "state-of-this-one-sign-in";
  const errorOf = (answer: { body: never }) =>
    (answer.body as { error?: { code: string } }).error?.code;
  const asked = (code_challenge: string) => ({
    ...{ redirect_uri, state, code_challenge, code_challenge_method: "S256" },
    scope: "complete assist admin",
  });

  async function begin() {
    const verifier = randomBytes(32).toString("base64url");
    const challenge = createHash("sha256").update(verifier).digest("base64url");
    const answer = await post("/v1/editor/request", asked(challenge));
    expect(answer).toMatchObject({ status: 200, body: { expires_in: 900 } });
    return { verifier, page: (answer.body as { request_url: string }).request_url };
  }

  /** What kim's browser is told after the form, and what the editor gets of it. */
  async function decide(page: string, decision: "allow" | "deny", browser = new Browser()) {
    const { text } = await browser.open(page);
    const form = { csrf: fieldOf(text, "csrf"), request: fieldOf(text, "request"), decision };
    const after = await browser.open(`${world.url}/editor`, { form });
    const target = /^0; url=(.*)$/.exec(after.headers.get("refresh") ?? "")?.[1] ?? "";
    return { text, form, after, target, told: URL.parse(target)?.searchParams };
  }
  const redeem = (code: string | null | undefined, code_verifier: string) =>
    post("/v1/editor/token", { grant_type: "authorization_code", code, code_verifier });

  test("gets a code at its own address, and a token for it once", async () => {
    const { page, verifier } = await begin();
    const { text, told, target } = await decide(page, "allow");
    expect(text).toContain("<strong>Visual Studio Code</strong>");
    expect(text).not.toContain("administer");
    expect(target.startsWith(`${redirect_uri}&code=`)).toBe(true);
    expect(told?.get("state")).toBe(state);
    const [row] = await world.database.query<{ seconds: number }>(
      "SELECT extract(epoch FROM expires_at - now())::float AS seconds FROM editor_sign_ins",
    );
    expect(row?.seconds).toBeGreaterThan(50);
    expect(row?.seconds).toBeLessThanOrEqual(60);
    const answer = await redeem(told?.get("code"), verifier);
    expect(answer).toMatchObject({ status: 200, body: { scope: "assist complete" } });
    const { access_token: token } = answer.body as { access_token: string };
    const headers = { authorization: `Bearer ${token}` };
    expect(await (await fetch(`${world.url}/v1/me`, { headers })).json()).toMatchObject({
      name: "kim-example",
      scopes: ["assist", "complete"],
    });
    expect(errorOf(await redeem(told?.get("code"), verifier))).toBe("invalid_grant");
    const actions = (await readAudit(world.database, { limit: 3 })).map(({ action }) => action);
    expect(actions).toEqual(["token.created", "device.allowed", "person.signed_in"]);
  });

  test("gets in, its person's own sign-in too, while a few networks take all room", async () => {
    const { page, verifier } = await begin();
    await flood(
      "editor_sign_ins",
      "request_hash, client_name, scopes, redirect_uri, state, code_challenge",
      `${numbered}, 'flood', '{assist}', 'vscode://', 'state', 'challenge'`,
    );
    await flood(
      "sign_ins",
      "state_hash, provider, code_verifier, nonce, return_to",
      `${numbered}, 'oidc', 'verifier', 'nonce', '/'`,
    );
    await begin();
    expect(await roomTaken("editor_sign_ins")).toEqual({ all: 10_000, mine: 2 });
    const { told } = await decide(page, "allow");
    expect((await redeem(told?.get("code"), verifier)).status).toBe(200);
    // The one who signed in is through.
    expect(await roomTaken("sign_ins")).toEqual({ all: 9_999, mine: 0 });
    await world.database.query("DELETE FROM editor_sign_ins");
  });

  test("gets nothing with another verifier, and the code is spent", async () => {
    const { page, verifier } = await begin();
    const { told } = await decide(page, "allow");
    expect(errorOf(await redeem(told?.get("code"), "x".repeat(43)))).toBe("invalid_grant");
    expect(errorOf(await redeem(told?.get("code"), verifier))).toBe("invalid_grant");
  });

  test("gets nothing when its minute is over, or its person was disabled", async () => {
    for (const change of [
      "UPDATE editor_sign_ins SET expires_at = now() - interval '1 second'",
      "UPDATE people SET disabled_at = now()",
    ]) {
      const { page, verifier } = await begin();
      const { told } = await decide(page, "allow");
      await world.database.query(change);
      expect(errorOf(await redeem(told?.get("code"), verifier))).toBe("invalid_grant");
    }
  });

  test("is told when the person says no", async () => {
    const { page } = await begin();
    const { told } = await decide(page, "deny");
    expect([...(told?.keys() ?? [])]).toEqual(["windowId", "error", "state"]);
    expect(told?.get("error")).toBe("access_denied");
  });

  test("a form of another site, or one that was sent already, lets nobody in", async () => {
    const { page } = await begin();
    const browser = new Browser();
    const { form } = await decide((await begin()).page, "deny", browser);
    const request = new URL(page).searchParams.get("request")!;
    const forged = { ...form, request, csrf: "x".repeat(43), decision: "allow" };
    const refused = await browser.open(`${world.url}/editor`, { form: forged });
    expect([refused.status, refused.headers.get("refresh")]).toEqual([403, null]);
    const first = await decide(page, "allow", browser);
    const again = await browser.open(`${world.url}/editor`, { form: first.form });
    expect([again.status, again.headers.get("refresh")]).toEqual([404, null]);
  });

  const callback = "vscode-authority=devflow.devflow-vscode&vscode-path=%2Fsigned-in";
  test.each([
    ["a site of somebody", `https://evil.example/callback?${callback}`],
    ["a scheme that is no editor's", "javascript://devflow.devflow-vscode/signed-in"],
    ["another extension", "vscode://eve.helper/signed-in"],
    ["another path of ours", "vscode://devflow.devflow-vscode/approved"],
    ["a name before the host", `https://code.example.com@evil.example/kim/callback?${callback}`],
    ["another folder of the host", `https://code.example.com/kimberly/callback?${callback}`],
    ["a way out of the folder", `https://code.example.com/kim/../eve/callback?${callback}`],
    ["a hidden way out", `https://code.example.com/kim/%2e%2e/eve/callback?${callback}`],
    ["a way out that proxies decode", `https://code.example.com/kim/..%2Feve/callback?${callback}`],
    ["what is served by an editor", `http://127.0.0.1:8080/proxy/3000/callback?${callback}`],
    ["another editor of the host", `http://127.0.0.1:8080/eve/callback?${callback}`],
    ["what is named like a build", `http://127.0.0.1:8080/stable-eve/callback?${callback}`],
    ["another protocol", `http://code.example.com/kim/callback?${callback}`],
    ["another extension in a browser", `https://code.example.com/kim/callback?vscode-path=%2Fa`],
    ["a code that is there already", `${redirect_uri}&code=1`],
    ["a line end", `${redirect_uri}%\r\nset-cookie: a=b`],
  ])("no code is sent to %s", async (_, address) => {
    const body = { ...asked("c".repeat(43)), redirect_uri: address };
    expect(errorOf(await post("/v1/editor/request", body))).toBe("invalid_redirect_uri");
  });

  test.each([
    `https://code.example.com/kim/stable-${"0a".repeat(20)}/callback?vscode-reqid=1&${callback}`,
    `http://127.0.0.1:8080/callback?${callback}`,
    "cursor://devflow.devflow-vscode/signed-in",
  ])("a code is sent to %s", async (address) => {
    const body = { ...asked("c".repeat(43)), redirect_uri: address };
    expect((await post("/v1/editor/request", body)).status).toBe(200);
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

// The last, as it uses up what one address may begin.
test("nobody alone takes the room of all editors that wait", async () => {
  const body = {
    redirect_uri: "vscode://devflow.devflow-vscode/signed-in",
    state: "s".repeat(22),
    code_challenge: "c".repeat(43),
    code_challenge_method: "S256",
  };
  const statuses: number[] = [];
  for (let tries = 0; tries < 61; tries += 1) {
    statuses.push((await post("/v1/editor/request", body)).status);
  }
  expect(statuses.at(-1)).toBe(429);
});
