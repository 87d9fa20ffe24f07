import { randomUUID } from "node:crypto";
import { scopes } from "@devflow/identity";
import { Registry } from "prom-client";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Route } from "../src/http/route.ts";
import { openServices } from "../src/open-services.ts";
import { gatewayRoutes } from "../src/routes.ts";
import {
  branchTip,
  type Call,
  type CodeCall,
  codeRoutes,
  diffOf,
  otherRoutes,
  streamed,
} from "./support/access-calls.ts";
import {
  type AccessWorld,
  canary,
  openAccessWorld,
  otherCanary,
  reader,
  stranger,
} from "./support/access-world.ts";

let world: AccessWorld;
let routes: Route[];
const tokens: Record<string, string> = {};

beforeAll(async () => {
  world = await openAccessWorld();
  const services = await openServices({ ...world.parts, metrics: new Registry() });
  routes = gatewayRoutes(services);
  await services.close();
  for (const login of [reader, stranger]) tokens[login] = (await world.tokenOf(login)).text;
  await remember(world);
  world.hear("Explain this function");
}, 60_000);
afterAll(() => world[Symbol.asyncDispose]());

async function remember(there: AccessWorld): Promise<void> {
  await there.github.createRepository({
    ...{ owner: "acme", name: ".github" },
    files: { ".devflow.yml": "review:\n  ignore_paths: ['made/**']\n" },
  });
  await rememberOf(there, there.repositoryId, canary);
  await rememberOf(there, there.otherId, otherCanary);
}

/** What was said on a pull request of the branch, and what the team asked to remember. */
async function rememberOf(
  { database }: AccessWorld,
  repositoryId: number,
  word: string,
): Promise<void> {
  await database.query(
    `INSERT INTO memories (repository_id, text, actor, pull_number) VALUES ($1, $2, 'ada', 3)`,
    [repositoryId, `${word} is a rule`],
  );
  await database.query(
    `INSERT INTO reviews (repository_id, pull_number, head_sha, trigger, state)
     VALUES ($1, 3, $2, 'webhook', 'posted')`,
    [repositoryId, branchTip],
  );
  await database.query(
    `INSERT INTO remarks (repository_id, pull_number, fingerprint, content_key, source, severity, category, title, body,
                          path, side, start_line, line, line_hashes, place, first_head_sha, said_at)
     VALUES ($1, 3, '0123456789abcdef', 'c', 'expert', 'high', 'correctness', $2, 'Said.', 'src/enter.ts', 'RIGHT', 5, 5,
             '{}', 'inline', $3, now())`,
    [repositoryId, `${word} was said`, branchTip],
  );
}

/** Routes without a token at the door. Those of the second list look at a token or a session themselves. */
const openRoutes =
  /^(probe_|getHealth|postHealth|getOpenapi|getApiDocs|homePage|requestDevice|requestEditorSignIn|redeemEditorCode|signInPage|beginSignIn|endSignIn)/;
const ownDoor = [
  "getMe",
  "signOutEditor",
  "devicePage",
  "decideDevice",
  "editorPage",
  "decideEditor",
  "accountPage",
  "createOwnToken",
  "revokeOwnToken",
  "signOut",
];

async function ask(call: Call, authorization: string | undefined) {
  const { path, body, form } = call;
  const response = await fetch(`${world.url}${path}`, {
    method: call.method ?? (body === undefined && form === undefined ? "GET" : "POST"),
    headers: {
      ...(authorization !== undefined && { authorization }),
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(form !== undefined && { body: form }),
  });
  const text = await response.text();
  answers.push(text);
  const headers = [...response.headers]
    .filter(([name]) => !ownOfEach.has(name))
    .map(([name, value]) => [name, value.replace(/dur=[\d.]+/g, "dur=0")]);
  return { status: response.status, text, headers: Object.fromEntries(headers) };
}

/** All that anybody was answered. */
const answers: string[] = [];
/** Headers that are of one answer, whatever was asked. */
const ownOfEach = new Set(["x-request-id", "date", "content-length"]);

const as = (login: string) => `Bearer ${tokens[login]}`;

/** What is told of an answer that is not the same each time: ids, times, how long it took. */
const plain = (text: string) =>
  text
    .replace(/[a-z]+-[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID")
    .replace(
      /"(created|total_ms|latency_ms|prompt_tokens|completion_tokens|total_tokens)":[\d.]+/g,
      '"$1":0',
    );

/** All that the model was shown since `from`. */
const shown = (from: number) => JSON.stringify(world.model.requests.slice(from));

const saltOf = () => `s${randomUUID().replaceAll("-", "")}`;

test("every route has a case here", () => {
  const known = [...Object.keys(codeRoutes), ...Object.keys(otherRoutes), ...ownDoor];
  const all = routes.map(({ operation }) => operation).filter((name) => !openRoutes.test(name));
  expect(all.sort()).toEqual(known.sort());
});

/** Whether code of the repository comes along, to who asks or to a model. */
async function isShown(call: Call, authorization: string): Promise<boolean> {
  const from = world.model.requests.length;
  const { text } = await ask(call, authorization);
  return text.includes(canary) || shown(from).includes(canary);
}

/** Asks until code comes along: a completion goes without the index where that takes too long. Gives that call. */
async function askUntilShown(callOf: CodeCall, authorization: string): Promise<Call> {
  let call: Call;
  const next = () => {
    call = callOf("acme/vault", saltOf());
    return isShown(call, authorization);
  };
  await expect.poll(next, { timeout: 100_000 }).toBe(true);
  return call!;
}

describe.each(Object.entries({ ...codeRoutes, ...streamed }))("%s", (_, callOf) => {
  test("shows code of the repository to somebody who may read it", async () => {
    await askUntilShown(callOf, as(reader));
  });

  test("shows nothing of it, nor that it is there, to somebody who may not", async () => {
    const from = world.model.requests.length;
    const foreign = await ask(callOf("acme/vault", saltOf()), as(stranger));
    const unknown = await ask(callOf("acme/no-such", saltOf()), as(stranger));
    expect(foreign.status).toBe(200);
    expect(foreign.text).not.toContain(canary);
    expect(shown(from)).not.toContain(canary);
    expect({ ...foreign, text: plain(foreign.text) }).toEqual({
      ...unknown,
      text: plain(unknown.text),
    });
  });

  test("tells nobody else what somebody who may read it was answered", async () => {
    const salt = saltOf();
    await ask(callOf("acme/vault", salt), as(reader));
    const from = world.model.requests.length;
    const { text } = await ask(callOf("acme/vault", salt), as(stranger));
    expect(text).not.toContain(canary);
    expect(shown(from)).not.toContain(canary);
  });
});

test("a review tells what was said on a pull request to who may read it, and to nobody else", async () => {
  const call = codeRoutes.reviewChange?.("acme/vault", saltOf());
  if (call === undefined) throw new Error("there is a case for it");
  const from = world.model.requests.length;
  const told = JSON.parse((await ask(call, as(reader))).text);
  expect(told.already_said).toMatchObject([{ title: `${canary} was said`, line: 5 }]);
  expect(shown(from)).toContain(`${canary} is a rule`);
  expect(JSON.parse((await ask(call, as(stranger))).text).already_said).toEqual([]);
});

test("the settings of the organisation hold for who may read the repository", async () => {
  const made = diffOf(saltOf()).replaceAll("src/enter.ts", "made/enter.ts");
  const call = { path: "/v1/review", body: { repository: "acme/vault", diff: made } };
  const askedAs = async (login: string) => {
    const from = world.model.requests.length;
    const { problems } = JSON.parse((await ask(call, as(login))).text);
    return [problems, world.model.requests.length > from];
  };
  expect(await askedAs(reader)).toEqual([[], false]);
  expect(await askedAs(stranger)).toEqual([[], true]);
});

test("a search over everything finds nothing of what somebody may not read", async () => {
  const call = { path: "/v1/search", body: { query: "openVault" } };
  expect((await ask(call, as(reader))).text).toContain(canary);
  expect(JSON.parse((await ask(call, as(stranger))).text)).toMatchObject({ hits: [] });
});

test("the gateway's own address says to a browser what it is, and to programs where to look", async () => {
  const get = (accept: string) => fetch(`${world.url}/`, { headers: { accept } });
  const shown = await get("text/html,application/xhtml+xml,*/*;q=0.8");
  const text = await shown.text();
  const asProgram = await get("application/json");
  expect([shown, asProgram].map(({ headers }) => headers.get("vary"))).toEqual([
    "Accept",
    "Accept",
  ]);
  expect([shown.status, shown.headers.get("content-type")]).toEqual([
    200,
    "text/html; charset=utf-8",
  ]);
  for (const [, path] of text.matchAll(/href="([^"]+)"/g)) {
    const { status } = await fetch(`${world.url}${path}`, { redirect: "manual" });
    expect([path, status]).not.toEqual([path, 404]);
  }
  expect(text).toContain('href="/sign-in"');
  expect(text).toContain('href="/openapi.json"');
  const told = await get("*/*");
  expect([told.status, await told.text()]).toEqual([
    404,
    expect.stringMatching(/DevFlow gateway.*openapi\.json.*no_such_route/s),
  ]);
});

test.each(Object.entries(otherRoutes))(
  "%s tells a stranger nothing of the repository",
  async (_, call) => {
    const { status, text } = await ask(call, as(stranger));
    expect([200, 204, 400, 403, 404]).toContain(status);
    if (call.path.startsWith("/v1/admin") || call.path === "/v1/audit") expect(status).toBe(403);
    expect(text).not.toMatch(new RegExp(`${canary}|acme/vault`));
  },
);

describe("a token that does not hold opens no route:", () => {
  const all = () => [
    ...Object.values(codeRoutes).map((callOf): Call => callOf("acme/vault", "salt")),
    ...Object.values(otherRoutes),
    { path: "/v1/me" },
    { path: "/v1/sign-out", method: "POST" },
  ];

  async function expectRefused(authorization: string | undefined) {
    const from = world.model.requests.length;
    const answers = await Promise.all(all().map((call) => ask(call, authorization)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
    // One and the same answer, so that it does not say why, nor whether there was such a token.
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(world.model.requests).toHaveLength(from);
    return answers[0]?.text;
  }

  test("none, a malformed, a foreign, an expired, a revoked, a disabled person's", async () => {
    const spare = (login: string) =>
      world.tokenOf(
        login,
        scopes.filter((each) => each !== "admin"),
      );
    const expired = await spare("expired");
    const revoked = await spare("revoked");
    const disabled = await spare("disabled");
    const run = (sql: string, id: number) => world.database.query(sql, [id]);
    await run("UPDATE access_tokens SET expires_at = now() WHERE person_id = $1", expired.personId);
    await run("UPDATE access_tokens SET revoked_at = now() WHERE person_id = $1", revoked.personId);
    await run("UPDATE people SET disabled_at = now() WHERE id = $1", disabled.personId);
    const foreign = `dfp_${"A".repeat(43)}`;
    const words: (string | undefined)[] = [];
    for (const token of [expired.text, revoked.text, disabled.text, foreign, "malformed"]) {
      words.push(await expectRefused(`Bearer ${token}`));
    }
    words.push(await expectRefused(undefined), await expectRefused("Basic eDp5"));
    expect(new Set(words).size).toBe(1);
  });

  test("one without the scope of the route, whichever of the others it has", async () => {
    await world.tokenOf("narrow");
    await world.database.query("UPDATE people SET role = 'admin' WHERE subject = 'narrow'");
    const wrong: string[] = [];
    for (const scope of scopes) {
      const { text: token } = await world.tokenOf("narrow", [scope]);
      for (const route of routes.filter((each) => each.scope !== null)) {
        // Nothing is asked for: a body that is missing is refused behind the door.
        const path = route.path.replace(/:\w+/g, "x");
        const { status, text } = await ask({ path, method: route.method }, `Bearer ${token}`);
        const isOut = status === 403 && text.includes("missing_scope");
        if (isOut !== (scope !== route.scope)) wrong.push(`${scope}: ${route.operation} ${status}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

test("a permission that was taken is none within five minutes, also for the same question again", async () => {
  const { text: token } = await world.tokenOf("pat");
  const authorization = `Bearer ${token}`;
  world.repository.setPermission("pat", "read");
  const asked: [string, Call][] = [];
  for (const [name, callOf] of Object.entries(codeRoutes)) {
    asked.push([name, await askUntilShown(callOf, authorization)]);
  }
  world.repository.setPermission("pat", "none");
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 300_001 });
  try {
    const leaks: string[] = [];
    for (const [name, call] of asked) if (await isShown(call, authorization)) leaks.push(name);
    expect(leaks).toEqual([]);
  } finally {
    vi.useRealTimers();
  }
});

test("a permission that GitHub cannot tell is none", async () => {
  const { text: token } = await world.tokenOf("lou");
  world.repository.setPermission("lou", "read");
  const path = /collaborators\/lou\/permission/;
  const fault = world.github.inject({ path, times: 99, fault: { kind: "status", status: 404 } });
  const call = { path: "/v1/search", body: { query: "openVault", repository: "acme/vault" } };
  const nothing = { hits: [], note: "There is no such repository here, or you may not read it." };
  expect(await ask(call, `Bearer ${token}`)).toMatchObject({
    ...{ status: 200, text: JSON.stringify(nothing) },
  });
  fault.withdraw();
});

// The last, as it looks back at all of them.
test("nobody and no model was shown anything of a repository that nobody here may read", () => {
  expect(answers.filter((text) => text.includes(otherCanary))).toEqual([]);
  expect(shown(0)).not.toContain(otherCanary);
});
