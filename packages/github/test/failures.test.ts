import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createLogger, serializeError } from "@devflow/logging";
import type { Fault } from "@devflow/testkit";
import { expect, onTestFinished, test, vi } from "vitest";
import { createAppClient } from "../src/index.ts";
import { limits } from "../src/limits.ts";
import { collect, openPull, openWorld, quickRetries } from "./helpers/world.ts";

const pullPath = "/repos/acme/shop/pulls/1";

test.each<[string, Fault, object]>([
  ["404", { kind: "status", status: 404 }, { code: "gone", retryable: false, status: 404 }],
  ["410", { kind: "status", status: 410 }, { code: "gone", retryable: false, status: 410 }],
  ["403", { kind: "status", status: 403 }, { code: "forbidden", retryable: false }],
  ["422", { kind: "status", status: 422 }, { code: "rejected", retryable: false }],
  [
    "a long secondary limit",
    { kind: "secondary_limit", retryAfterSeconds: 90 },
    { code: "secondary_rate_limit", retryable: true, retryAfterMs: 90_000 },
  ],
  [
    "429",
    { kind: "too_many_requests", retryAfterSeconds: 70 },
    { code: "secondary_rate_limit", retryable: true, retryAfterMs: 70_000 },
  ],
  [
    "the primary limit",
    { kind: "primary_limit", resetInSeconds: 600 },
    { code: "rate_limited", retryable: true, retryAfterMs: expect.any(Number) },
  ],
])("raises %s at once, in our own terms", async (_name, fault, expected) => {
  await using world = await openWorld();
  await openPull(world.repository, { "a.ts": "1\n" });
  world.fake.inject({ path: pullPath, fault });
  const reading = world.client.readPullRequest(world.ref, 1);
  await expect(reading).rejects.toMatchObject({ service: "github", ...expected });
});

test("waits for a short secondary limit itself", async () => {
  await using world = await openWorld();
  await openPull(world.repository, { "a.ts": "1\n" });
  const fault = { kind: "secondary_limit", retryAfterSeconds: 1 } as const;
  world.fake.inject({ path: pullPath, fault });
  await expect(world.client.readPullRequest(world.ref, 1)).resolves.toMatchObject({ number: 1 });
});

test.each<[string, Fault]>([
  ["5xx", { kind: "status", status: 503 }],
  ["a cut connection", { kind: "cut" }],
])("reads again after %s, three times at most", async (_name, fault) => {
  await using world = await openWorld();
  await openPull(world.repository, { "a.ts": "1\n" });
  world.fake.inject({ path: pullPath, times: 2, fault });
  await expect(world.client.readPullRequest(world.ref, 1)).resolves.toMatchObject({ number: 1 });
  world.fake.inject({ path: pullPath, times: 3, fault });
  const reading = world.client.readPullRequest(world.ref, 1);
  await expect(reading).rejects.toMatchObject({ code: "unavailable", retryable: true });
});

test("ends a request that gets no answer", async () => {
  await using world = await openWorld({ timeoutMs: 60 });
  await openPull(world.repository, { "a.ts": "1\n" });
  const over = Promise.withResolvers<void>();
  const fault = { kind: "hang", until: over.promise } as const;
  world.fake.inject({ path: pullPath, times: 3, fault });
  const reading = world.client.readPullRequest(world.ref, 1);
  await expect(reading).rejects.toMatchObject({ code: "unavailable", retryable: true });
  over.resolve();
});

test("takes a removed installation for gone", async () => {
  await using world = await openWorld();
  await openPull(world.repository, { "a.ts": "1\n" });
  await world.client.readPullRequest(world.ref, 1);
  world.fake.installation().delete();
  // A 401 within 5 s of the token's creation is taken for GitHub's replication lag and waited out.
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 10_000 });
  onTestFinished(() => void vi.useRealTimers());
  const reading = world.client.readPullRequest(world.ref, 1);
  await expect(reading).rejects.toMatchObject({ code: "gone", retryable: false });
});

test("takes a suspended installation for forbidden", async () => {
  await using world = await openWorld();
  world.fake.installation().suspend();
  const reading = world.client.readPullRequest(world.ref, 1);
  await expect(reading).rejects.toMatchObject({ code: "forbidden", retryable: false });
});

test("puts neither token nor key nor code into errors and logs", async () => {
  await using world = await openWorld();
  const pull = await openPull(world.repository, { "a.ts": "1\n" });
  const { authorizationHeader } = await world.client.cloneAccess(world.ref);
  const token = Buffer.from(authorizationHeader.split(" ").at(-1)!, "base64").toString().slice(15);
  world.fake.inject({ path: pullPath, times: 3, fault: { kind: "cut" } });
  const failures = await Promise.all([
    world.client.readPullRequest(world.ref, 1).catch((thrown: unknown) => thrown),
    world.client
      .postReview(world.ref, pull.number, {
        headSha: pull.headSha,
        body: "<!-- devflow:review x -->",
        marker: "<!-- devflow:review x -->",
        comments: [{ path: "a.ts", side: "RIGHT", startLine: 9, line: 9, body: "private code" }],
      })
      .catch((thrown: unknown) => thrown),
  ]);
  const shown = failures.map((failure) => JSON.stringify(serializeError(failure))).join("");
  const everything = shown + failures.map(String).join("") + world.logText();
  expect(failures.every((failure) => failure instanceof Error)).toBe(true);
  expect(everything).not.toContain(token);
  expect(everything).not.toContain("private code");
  expect(everything).not.toMatch(/PRIVATE KEY|bearer/i);
  for (const failure of failures) expect((failure as Error).cause).toBeUndefined();
});

test("refuses a private key that is none, and says what to give", () => {
  const options = {
    apiUrl: "http://localhost",
    appId: 1,
    logger: createLogger({ level: "silent" }),
  };
  expect(() => createAppClient({ ...options, privateKey: "nonsense" })).toThrow(
    expect.objectContaining({ name: "UsageError", nextStep: expect.stringMatching(/PRIVATE_KEY/) }),
  );
});

/** Answers that the fake GitHub, being well-behaved, does not give. */
async function strangeGitHub(
  answer: (path: string, own: string) => { status?: number; headers?: object; body: string },
) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const own = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    asked.push(`${request.headers.host} ${request.url}`);
    const { status = 200, headers = {}, body } = answer(request.url ?? "", own);
    const type = { "content-type": "application/json" };
    response.writeHead(status, { ...type, ...headers }).end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const app = createAppClient({
    apiUrl: `http://127.0.0.1:${port}`,
    appId: 1,
    privateKey: privateKey.export({ type: "pkcs1", format: "pem" }).toString(),
    logger: createLogger({ level: "silent" }),
    retryPolicy: quickRetries,
  });
  return {
    app,
    asked,
    port,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

test("follows no page and no redirect to another host", async () => {
  await using elsewhere = await strangeGitHub(() => ({ body: "[]" }));
  const away = `http://127.0.0.1:${elsewhere.port}/app/installations`;
  for (const headers of [{ link: `<${away}>; rel="next"` }, { location: away }]) {
    const status = "location" in headers ? 302 : 200;
    await using strange = await strangeGitHub(() => ({ status, headers, body: "[]" }));
    const listing = collect(strange.app.listInstallations());
    await expect(listing).rejects.toMatchObject({ code: "foreign_host", retryable: false });
  }
  expect(elsewhere.asked).toEqual([]);
});

test("follows a redirect on GitHub's own host", async () => {
  await using strange = await strangeGitHub((path, own) =>
    path === "/app"
      ? { status: 301, headers: { location: `${own}/moved` }, body: "" }
      : { body: JSON.stringify({ id: 7, slug: "devflow" }) },
  );
  expect(await strange.app.identity()).toEqual({ appId: 7, slug: "devflow" });
});

test("stops at a list that never ends", async () => {
  await using strange = await strangeGitHub((path, own) => ({
    headers: { link: `<${own}${path}>; rel="next"` },
    body: "[]",
  }));
  const listing = collect(strange.app.listInstallations());
  await expect(listing).rejects.toMatchObject({ code: "too_many_pages" });
  expect(strange.asked).toHaveLength(100);
});

test("does not take an answer of another shape", async () => {
  await using strange = await strangeGitHub(() => ({ body: '{"id":"seven"}' }));
  const asking = strange.app.identity();
  await expect(asking).rejects.toMatchObject({ code: "unexpected_answer", retryable: false });
});

test("lets a write wait for its turn, and hands it back when many wait already", async () => {
  await using world = await openWorld();
  const pull = await openPull(world.repository, { "a.ts": "1\n" });
  const { id: commentId } = await pull.comment({ body: "/review" });
  const answer = Promise.withResolvers<void>();
  const fault = { kind: "hang", until: answer.promise } as const;
  world.fake.inject({ method: "POST", path: /reactions$/, fault });
  const react = () => world.client.react(world.ref, { kind: "issue_comment", commentId }, "eyes");
  const waiting = Array.from({ length: limits.waitingWrites + 1 }, react);
  await expect(react()).rejects.toMatchObject({ code: "secondary_rate_limit", retryable: true });
  answer.resolve();
  await Promise.all(waiting);
});
