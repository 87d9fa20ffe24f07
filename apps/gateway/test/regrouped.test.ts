import { readAudit } from "@devflow/audit";
import { createToken } from "@devflow/identity";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { Browser } from "./support/browser.ts";
import { kim, openSignInWorld, type SignInWorld } from "./support/sign-in-world.ts";

let world: SignInWorld;

beforeAll(async () => {
  world = await openSignInWorld();
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(() => world.reset());

/** Signs kim in, without a page that is asked with the session, and gives a token of theirs. */
async function signedIn(): Promise<string> {
  const browser = new Browser();
  const isCallback = (url: string) => url.startsWith(world.callback);
  const { url } = await browser.open(`${world.url}/sign-in`, { until: isCallback });
  const headers = { cookie: browser.cookieHeader(url) };
  expect((await fetch(url, { redirect: "manual", headers })).status).toBe(302);
  const [row] = await world.database.query<{ id: number }>("SELECT id FROM people");
  const request = { personId: row!.id, kind: "editor", name: "x", scopes: ["usage"] } as const;
  const { text } = await createToken(world.database, { ...request, days: 30, actor: "test" });
  return text;
}

async function me(token: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${world.url}/v1/me`, { headers });
  if (response.status !== 200) return response.status;
  const { role, teams } = (await response.json()) as { role: string; teams: string[] };
  return [role, ...teams];
}

/** As if the provider had been asked two hours ago. */
const age = () =>
  world.database.query("UPDATE provider_grants SET checked_at = now() - interval '2 hours'");

test("an edit of the people file counts without a new sign-in", async () => {
  const token = await signedIn();
  expect(await me(token)).toEqual(["lead", "payments"]);
  world.writePeople("allowed_groups: [engineering]\nroles: {admin: [payments-web]}\n");
  await expect.poll(() => me(token)).toEqual(["admin"]);
  const [entry] = await readAudit(world.database, { limit: 1 });
  expect(entry).toMatchObject({ actor: "people file", action: "person.regrouped" });
  world.writePeople("allowed_groups: [sales]\n");
  await expect.poll(() => me(token)).toBe(401);
  world.writePeople();
  await expect.poll(() => me(token)).toEqual(["lead", "payments"]);
});

test("a group that was taken away at the provider is gone without a new sign-in", async () => {
  const token = await signedIn();
  await age();
  world.oidc.account = { ...kim, groups: ["engineering"] };
  await expect.poll(() => me(token)).toEqual(["developer"]);
  const [grant] = await world.database.query<{ is_new: boolean; sealed: Uint8Array }>(
    "SELECT checked_at > now() - interval '1 minute' AS is_new, sealed FROM provider_grants",
  );
  expect(grant?.is_new).toBe(true);
});

test("whoever left all allowed groups is let in no more, until they are in one and sign in", async () => {
  const token = await signedIn();
  await age();
  world.oidc.account = { ...kim, groups: ["sales"] };
  await expect.poll(() => me(token)).toBe(401);
  world.oidc.account = kim;
  expect((await new Browser().open(`${world.url}/account`)).status).toBe(200);
  await expect.poll(() => me(token)).toEqual(["lead", "payments"]);
});

test("whom the provider does not know any more is let in no more", async () => {
  const token = await signedIn();
  await age();
  world.oidc.account = null;
  await expect.poll(() => me(token)).toBe(401);
  expect(await world.database.query("SELECT 1 AS one FROM provider_grants")).toEqual([]);
});

test("a sign-in that is refused ends what the person had", async () => {
  const token = await signedIn();
  world.oidc.account = { ...kim, groups: ["sales"] };
  expect((await new Browser().open(`${world.url}/account`)).status).toBe(403);
  await expect.poll(() => me(token)).toBe(401);
});
