import { once } from "node:events";
import { createConnection } from "node:net";
import { expect, test } from "vitest";
import { send, useWorld } from "./helpers/world.ts";

const world = useWorld();
const body = JSON.stringify({ zen: "Keep it logically awesome." });
const secretOf = () => world.github.app.webhookSecret;

async function stored() {
  return await world.database.query("SELECT guid, event, payload FROM deliveries");
}

test("stores a signed delivery before it answers 202, and the same GUID once", async () => {
  const { webhookUrl } = await world.startBot();
  const delivery = { body, secret: secretOf(), guid: "g-1" };
  expect((await send(webhookUrl, delivery)).status).toBe(202);
  expect(await stored()).toEqual([{ guid: "g-1", event: "ping", payload: body }]);
  expect((await send(webhookUrl, delivery)).status).toBe(202);
  expect(await stored()).toHaveLength(1);
});

test.each([
  ["a wrong signature", { "x-hub-signature-256": `sha256=${"0".repeat(64)}` }, 401],
  ["a signature of another form", { "x-hub-signature-256": "nonsense" }, 401],
  ["no signature", { "x-hub-signature-256": "" }, 400],
  ["no GUID", { "x-github-delivery": "" }, 400],
  ["a GUID that is none", { "x-github-delivery": "a b'; --" }, 400],
  ["no event", { "x-github-event": "" }, 400],
  ["a form", { "content-type": "application/x-www-form-urlencoded" }, 415],
] as const)("refuses %s and stores nothing", async (_name, headers, status) => {
  const { webhookUrl } = await world.startBot();
  const answer = await send(webhookUrl, { body, secret: secretOf(), headers });
  expect(answer.status).toBe(status);
  expect(await stored()).toEqual([]);
});

test("verifies the bytes as they came, not the JSON they mean", async () => {
  const { webhookUrl } = await world.startBot();
  const odd = '{ "a":1.0,\n  "ü\\u0041":"\\ud83d\\ude00 é"  }\n';
  const secret = secretOf();
  expect((await send(webhookUrl, { body: odd, secret })).status).toBe(202);
  expect((await stored())[0]?.payload).toBe(odd);
  const signature = { "x-hub-signature-256": "" };
  const respaced = JSON.stringify(JSON.parse(odd));
  expect((await send(webhookUrl, { body: respaced, secret, headers: signature })).status).toBe(400);
  const { createHmac } = await import("node:crypto");
  const ofOther = `sha256=${createHmac("sha256", secret).update(odd).digest("hex")}`;
  const headers = { "x-hub-signature-256": ofOther };
  expect((await send(webhookUrl, { body: respaced, secret, headers })).status).toBe(401);
});

test("stores what text can hold but jsonb refuses", async () => {
  const { webhookUrl } = await world.startBot();
  const nul = '{"message":"a\\u0000b"}';
  expect((await send(webhookUrl, { body: nul, secret: secretOf() })).status).toBe(202);
  expect((await stored())[0]?.payload).toBe(nul);
});

test.each([
  ["malformed JSON", '{"private words":'],
  ["JSON that is no object", "[1]"],
])("answers 400 to %s with a right signature, and logs it without the payload", async (_n, bad) => {
  const { webhookUrl } = await world.startBot();
  const answer = await send(webhookUrl, { body: bad, secret: secretOf(), guid: "g-bad" });
  expect(answer.status).toBe(400);
  expect(await stored()).toEqual([]);
  const logged = world.logLines.filter((line) => line.deliveryGuid === "g-bad");
  expect(logged).toMatchObject([{ level: "error" }]);
  expect(JSON.stringify(world.logLines)).not.toContain("private words");
});

test("answers 400 to an empty body", async () => {
  const { webhookUrl } = await world.startBot();
  expect((await send(webhookUrl, { body: "", secret: secretOf() })).status).toBe(400);
});

test("knows one path and one method for webhooks", async () => {
  const { url, webhookUrl } = await world.startBot();
  const asked = await fetch(webhookUrl);
  expect([asked.status, asked.headers.get("allow")]).toEqual([405, "POST"]);
  const elsewhere = await send(`${url}/api/github/webhook`, { body, secret: secretOf() });
  expect(elsewhere.status).toBe(405);
  expect((await fetch(`${url}/nothing`)).status).toBe(404);
});

test("refuses a body over the limit, announced or not", async () => {
  const { webhookUrl } = await world.startBot(world.settings({ WEBHOOK_MAX_BYTES: "2048" }));
  const fits = JSON.stringify({ text: "x".repeat(2000) });
  const large = JSON.stringify({ text: "x".repeat(100_000) });
  const secret = secretOf();
  expect((await send(webhookUrl, { body: fits, secret })).status).toBe(202);
  expect((await send(webhookUrl, { body: large, secret })).status).toBe(413);
  const chunks = ReadableStream.from([Buffer.from(large), Buffer.from(large)]);
  const headers = {
    "content-type": "application/json",
    "x-github-delivery": "g",
    "x-github-event": "push",
    "x-hub-signature-256": "sha256=0",
  };
  const request = { method: "POST", headers, body: chunks, duplex: "half" } as const;
  expect((await fetch(webhookUrl, request)).status).toBe(413);
  expect(await stored()).toHaveLength(1);
});

test("outlives a sender that goes away in the middle", async () => {
  const bot = await world.startBot();
  const { port } = new URL(bot.url);
  const socket = createConnection(Number(port), "127.0.0.1");
  await once(socket, "connect");
  socket.write(
    "POST /api/github/webhooks HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n" +
      "x-github-delivery: g\r\nx-github-event: push\r\nx-hub-signature-256: sha256=0\r\n" +
      'content-length: 1000\r\n\r\n{"half":',
  );
  socket.destroy();
  await once(socket, "close");
  expect((await send(bot.webhookUrl, { body, secret: secretOf() })).status).toBe(202);
});

test("answers 503 as long as there is no GitHub App", async () => {
  const none = { APP_ID: "", PRIVATE_KEY: "", WEBHOOK_SECRET: "" };
  const { webhookUrl } = await world.startBot(world.settings(none));
  const answer = await send(webhookUrl, { body, secret: secretOf() });
  expect(answer.status).toBe(503);
  expect(await stored()).toEqual([]);
});

test("tells about its health and counts its answers", async () => {
  const { url, webhookUrl } = await world.startBot();
  await send(webhookUrl, { body, secret: "of somebody else" });
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  const metrics = await (await fetch(`${url}/metrics`)).text();
  expect(metrics).toContain('devflow_webhook_answers_total{status="401"} 1');
  expect(metrics).toMatch(/devflow_deliveries\{state="failed"\} 0/);
});

test("refuses a port in use with a word about what to do", async () => {
  const bot = await world.startBot();
  const taken = world.settings({ PORT: new URL(bot.url).port });
  await expect(world.startBot(taken)).rejects.toMatchObject({
    name: "UsageError",
    nextStep: expect.stringMatching(/PORT/),
  });
});

test.each(["", "development", "short-but-random-4f1c"])(
  "does not start with the webhook secret %j",
  async (weak) => {
    const settings = world.settings();
    const { Secret } = await import("@devflow/config");
    const githubApp = { ...settings.githubApp!, webhookSecret: new Secret(weak) };
    await expect(world.startBot({ ...settings, githubApp })).rejects.toMatchObject({
      name: "UsageError",
      nextStep: expect.stringMatching(/WEBHOOK_SECRET/),
    });
  },
);
