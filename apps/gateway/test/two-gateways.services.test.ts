import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Database, openPostgres } from "@devflow/database";
import { createTestPostgres, type TestPostgres } from "@devflow/database/testing";
import { createToken, revokeToken, scopes } from "@devflow/identity";
import { createLogger } from "@devflow/logging";
import { type ModelServer, startModelServer, streamed, text } from "@devflow/testkit/model-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type GatewayProcess, startGatewayProcess } from "./support/gateway-process.ts";

/** What `.ci/services.sh start` started. Missing is a failure, never a skip. */
function serviceUrl(name: "DEVFLOW_TEST_DATABASE_URL" | "DEVFLOW_TEST_REDIS_URL"): string {
  const url = process.env[name];
  if (!url) throw new Error(`${name} is not set: run .ci/services.sh start`);
  return url;
}

const folder = mkdtempSync(join(tmpdir(), "devflow-two-"));
let postgres: TestPostgres;
let database: Database;
let model: ModelServer;
let gateways: GatewayProcess[];
const held = Promise.withResolvers<void>();

beforeAll(async () => {
  postgres = await createTestPostgres(serviceUrl("DEVFLOW_TEST_DATABASE_URL"));
  database = openPostgres(postgres.url, { logger: createLogger({ level: "silent" }) });
  model = await startModelServer({
    kind: "vllm",
    models: [{ id: "qwen2.5-coder-7b", owned_by: "vllm", max_model_len: 16_384 }],
    script: ({ endpoint }) =>
      endpoint === "completions" ? text("return a + b") : streamed(["It ", held.promise, "adds."]),
  });
  const start = () =>
    startGatewayProcess({
      DATABASE_URL: postgres.url,
      REDIS_URL: serviceUrl("DEVFLOW_TEST_REDIS_URL"),
      DEVFLOW_DATA: folder,
      EXPERT_URL: model.url,
      SEARCHES_PER_MINUTE: "7",
      TOKENS_PER_PERSON_AND_DAY: "1000",
      COMPLETIONS_SHARED: "off",
    });
  // The first makes the tables.
  gateways = [await start(), await start()];
});
afterAll(async () => {
  held.resolve();
  for (const gateway of gateways ?? []) await gateway[Symbol.asyncDispose]();
  await model?.close();
  await database?.close();
  await postgres?.close();
  rmSync(folder, { recursive: true });
});

/** Their number is in Redis, which other runs count in, too. */
async function tokenOfSomebody() {
  const personId = Math.floor(Math.random() * 2 ** 50);
  await database.query(
    `INSERT INTO people (id, issuer, subject, display_name) OVERRIDING SYSTEM VALUE
     VALUES ($1::bigint, 'https://id.example', $1::text, 'Kim')`,
    [personId],
  );
  const some = scopes.filter((scope) => scope !== "admin");
  const request = { personId, kind: "personal", name: "test", scopes: some, days: 1 } as const;
  return await createToken(database, { ...request, actor: "test" });
}

function ask(at: number, path: string, token: string, body: unknown): Promise<Response> {
  return fetch(`${gateways[at % 2]!.url}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

const statusOf = async (response: Promise<Response>) => (await response).status;

test("two processes give one limit out together, also to those who ask at the same time", async () => {
  const { text: token } = await tokenOfSomebody();
  const answers = await Promise.all(
    Array.from({ length: 24 }, (_, at) => statusOf(ask(at, "/v1/search", token, { query: "x" }))),
  );
  expect(answers.filter((status) => status !== 429)).toHaveLength(7);
});

test("a stream ends when another process has written the revocation", async () => {
  const { text: token, token: row } = await tokenOfSomebody();
  const body = { files: [{ path: "a.py", text: "x = 1\n" }], stream: true };
  const stream = await ask(0, "/v1/explain", token, body);
  expect(stream.status).toBe(200);
  const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
  let heard = (await reader.read()).value ?? "";
  await revokeToken(database, { id: row.id, actor: "test" });
  for (let next = await reader.read(); !next.done; next = await reader.read()) heard += next.value;
  expect(heard).toContain('"code":"invalid_token"');
  expect(await statusOf(ask(1, "/v1/explain", token, body))).toBe(401);
});

test("what one process spends of the tokens of a day counts at once in the other", async () => {
  const { text: token } = await tokenOfSomebody();
  const complete = (at: number) => {
    const prefix = `# ${`line ${at} that the model reads `.repeat(40)}\ndef add(a, b):\n    `;
    return statusOf(
      ask(at, "/v1/completions", token, { language: "python", segments: { prefix } }),
    );
  };
  const answers: number[] = [];
  for (let at = 0; at < 12; at += 1) answers.push(await complete(at));
  const first = answers.indexOf(429);
  // Each costs some 270: four for both together. Each alone would let four through.
  expect([3, 4, 5]).toContain(first);
  // Neither of both lets another one through, whoever of them spent the last token.
  expect(answers.slice(first)).toEqual(answers.slice(first).map(() => 429));
});
