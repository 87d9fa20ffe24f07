import { randomUUID } from "node:crypto";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ModelServer, startModelServer, streamed, text } from "@devflow/testkit/model-server";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AssistWorld, openAssistWorld } from "./support/assist-world.ts";
import { openapiCheck } from "./support/openapi-check.ts";

let model: ModelServer;
let world: AssistWorld;
let problemsOf: Awaited<ReturnType<typeof openapiCheck>>;
/** Where set, the expert answers completions only once it settles. */
let hold: Promise<unknown> | null = null;

beforeAll(async () => {
  model = await startModelServer({
    kind: "vllm",
    models: [{ id: "qwen2.5-coder-7b", owned_by: "vllm", max_model_len: 16_384 }],
    async script({ endpoint }) {
      if (endpoint !== "completions") return text("It adds two numbers.");
      await hold;
      return text("return a + b");
    },
  });
  world = await openAssistWorld(
    { "sum.py": "def plus(a, b):\n    return a + b\n" },
    { EXPERT_URL: model.url },
  );
  problemsOf = await openapiCheck(world.url);
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await model.close();
});

const place = (prefix = "def add(a, b):\n    ", more: object = {}) => ({
  language: "python",
  segments: { prefix, suffix: "\n\nprint(add(1, 2))\n", filepath: "add.py", ...more },
});

/** Asks, and holds the answer against the gateway's own document. */
async function ask(path: string, body: unknown, as = "local", documented = path) {
  const response = await world.post(path, body, { as });
  // biome-ignore lint/suspicious/noExplicitAny: whatever was answered, to be compared
  const answer: any = await response.json();
  expect(problemsOf("post", documented, response.status, answer)).toEqual([]);
  return { status: response.status, headers: response.headers, body: answer };
}

/** What everybody used today, as it is written every two seconds. */
async function spent(): Promise<{ requests: number; tokens: number }> {
  const [row] = await world.database.query<{ requests: number; tokens: number }>(
    `SELECT coalesce(sum(requests), 0)::int AS requests, coalesce(sum(tokens), 0)::int AS tokens
       FROM assistant_quotas`,
  );
  return row!;
}

describe("the tokens of a day", () => {
  test("count completions as the server counts them, once, and one that nobody waited for", async () => {
    const asked = place(`# ${"a line that the model reads ".repeat(40)}\ndef spend(a, b):\n    `);
    await ask("/v1/completions", asked);
    // What is remembered costs nothing.
    await ask("/v1/completions", asked);
    await expect.poll(spent).toMatchObject({ requests: 1 });
    const first = await spent();
    expect(first.tokens).toBeGreaterThan(200);
    expect(first.tokens).toBeLessThan(800);
    const held = Promise.withResolvers<void>();
    hold = held.promise;
    const gone = new AbortController();
    const before = model.requests.length;
    const other = place(`# ${"another line that it reads ".repeat(40)}\ndef lose(a, b):\n    `);
    const cancelled = world.post("/v1/completions", other, { signal: gone.signal });
    await expect.poll(() => model.requests.length).toBe(before + 1);
    gone.abort();
    await expect(cancelled).rejects.toThrow("aborted");
    await expect.poll(spent).toMatchObject({ requests: 2 });
    expect((await spent()).tokens).toBeGreaterThan(first.tokens + 200);
    hold = null;
    held.resolve();
  });
});

describe("POST /v1/completions", () => {
  test("answers what the expert says, and which model it was", async () => {
    const { status, headers, body } = await ask("/v1/completions", place());
    expect([status, body.choices]).toEqual([200, [{ index: 0, text: "return a + b" }]]);
    expect(body.id).toMatch(/^cmpl-[0-9a-f-]{36}$/);
    expect(headers.get("x-devflow-model")).toBe("qwen2.5-coder-7b");
    expect(headers.get("server-timing")).toMatch(/^source;desc="expert", total;dur=[\d.]+/);
    const again = await ask("/v1/completions", place());
    expect(again.headers.get("server-timing")).toMatch(/^source;desc="memory"/);
    expect(again.body.id).not.toBe(body.id);
  });

  test("takes everything that the newest Tabby clients send", async () => {
    const snippet = { filepath: "sum.py", body: "def plus(a, b): ...", score: 1.5 };
    const { status } = await ask("/v1/completions", {
      ...place("def minus(a, b):\n    ", {
        git_url: "git@github.com:acme/unknown.git",
        declarations: [{ filepath: "file:///usr/lib/python3/ast.py", body: "class AST: ..." }],
        relevant_snippets_from_changed_files: [snippet],
        relevant_snippets_from_recently_opened_files: [snippet],
        clipboard: "plus",
        edit_history: { original_code: "", edits_diff: "", current_version: "" },
      }),
      user: "somebody",
      temperature: null,
      seed: null,
      mode: "standard",
      debug_options: { disable_retrieval_augmented_code_completion: true },
    });
    expect(status).toBe(200);
  });

  test("keeps secrets: neither the file nor a snippet of one goes to the model", async () => {
    const refused = await ask("/v1/completions", place("KEY=", { filepath: "deploy/.env" }));
    expect([refused.status, refused.body.error.code]).toEqual([422, "secret_file"]);
    const before = model.requests.length;
    const declarations = [{ filepath: ".env", body: "KEY=hunter2" }];
    await ask("/v1/completions", place("def keep(key):\n    ", { declarations }));
    expect(model.requests).toHaveLength(before + 1);
    expect(JSON.stringify(model.requests.at(-1)?.body)).not.toContain("hunter2");
  });

  test.each([
    ["nothing to complete", { language: "python" }],
    ["a prompt that is sent as it is", { ...place(), debug_options: { raw_prompt: "x" } }],
  ])("refuses %s", async (_case, body) => {
    expect((await ask("/v1/completions", body)).status).toBe(400);
  });

  test("ends the expert's work when the editor goes away", async () => {
    const gate = Promise.withResolvers<void>();
    hold = gate.promise;
    const controller = new AbortController();
    const before = model.requests.length;
    const asked = world.post("/v1/completions", place("def gone(a, b):\n    "), {
      signal: controller.signal,
    });
    const request = await model.received(before + 1);
    controller.abort();
    await expect(asked).rejects.toThrow();
    expect(await request.ended).toBe("aborted");
    gate.resolve();
    hold = null;
  });

  test("asks the next expert when the first one takes the request and is silent", async () => {
    await using silent = await startModelServer({
      kind: "vllm",
      models: [{ id: "starcoder2-7b", owned_by: "vllm", max_model_len: 16_384 }],
      script: () => streamed([new Promise(() => {})]),
    });
    const expert = (url: string) => `{ url: "${url}", completion: { timeout_ms: 60000 } }`;
    const file = join(world.folder, ".data-experts.yaml");
    writeFileSync(
      file,
      `experts: { python: ${expert(silent.url)}, default: ${expert(model.url)} }`,
    );
    chmodSync(file, 0o600);
    await using other = await started({
      EXPERTS_FILE: file,
      GATEWAY_COMPLETION_TIMEOUT_MS: "16000",
    });
    const response = await fetch(`${other.url}/v1/completions`, {
      method: "POST",
      headers: { authorization: "Bearer local", "content-type": "application/json" },
      body: JSON.stringify(place("def silent(a, b):\n    ")),
    });
    expect(response.status).toBe(200);
    expect(response.headers.get("x-devflow-model")).toBe("qwen2.5-coder-7b");
    expect(await silent.requests[0]?.ended).toBe("aborted");
  });

  test("is 501 where no expert is configured", async () => {
    await using other = await started({ EXPERT_URL: "none" });
    const response = await fetch(`${other.url}/v1/completions`, {
      method: "POST",
      headers: { authorization: "Bearer local", "content-type": "application/json" },
      body: JSON.stringify(place()),
    });
    expect([response.status, await response.json()]).toMatchObject([
      501,
      { error: { type: "not_configured_error", code: "no_expert" } },
    ]);
  });
});

test("a device is told at once where sign-in is not set up, not given a code that nobody can let in", async () => {
  const { status, body } = await ask("/v1/device/code", { client_id: "devflow-cli" });
  expect([status, body.error.code]).toEqual([501, "no_sign_in"]);
  expect(body.error.message).toContain("devflow tokens create --name laptop");
});

async function started(environment: Record<string, string>) {
  const other = await world.startAnother(environment);
  return { url: other.url, [Symbol.asyncDispose]: () => other.close() };
}

test("POST /complete is the same in one line", async () => {
  const { status, body } = await ask("/complete", {
    code: "def mul(a, b):\n    ",
    language: "python",
  });
  expect(status).toBe(200);
  expect(body).toMatchObject({ completion: "return a + b", model: "qwen2.5-coder-7b" });
});

test("POST /explain takes code and gives words", async () => {
  const code = "def add(a, b):\n    return a + b\n";
  const { status, body } = await ask("/explain", { code, language: "python" });
  expect([status, body]).toEqual([
    200,
    { explanation: "It adds two numbers.", finish_reason: "stop", model: "qwen2.5-coder-7b" },
  ]);
});

describe("POST /v1/events", () => {
  test("takes one, a batch, and the same again", async () => {
    const { body } = await ask("/v1/completions", place("def events(a, b):\n    "));
    const shown = { completion_id: body.id, choice_index: 0, view_id: "v1" };
    const view = { ...shown, type: "view" };
    expect((await ask("/v1/events", view)).body).toEqual({ events: 1 });
    const select = await ask(
      "/v1/events?select_kind=line",
      { ...shown, type: "select" },
      "local",
      "/v1/events",
    );
    expect(select.status).toBe(200);
    const retained = { ...shown, type: "retained", elapsed: 30_010, retained_share: 0.8 };
    const batch = await ask("/v1/events", { events: [view, retained] });
    expect(batch.body).toEqual({ events: 2 });
    const kinds = () =>
      world.database.query(
        "SELECT kind FROM completion_events WHERE completion_id = $1 ORDER BY kind",
        [body.id],
      );
    await expect.poll(kinds).toEqual([{ kind: "partial" }, { kind: "retained" }, { kind: "view" }]);
  });

  test.each([
    ["one", { type: "view", choice_index: 0 }, "completion_id"],
    ["another kind", { type: "seen", choice_index: 0 }, "type"],
    ["a batch", { events: [{ type: "view", choice_index: -1 }] }, "events.0.completion_id"],
  ])("says what is wrong with %s", async (_case, body, param) => {
    const { status, body: refusal } = await ask("/v1/events", body);
    expect([status, refusal.error.param]).toEqual([400, param]);
    expect(refusal.error.message).toContain(`${param}: `);
  });

  test("refuses those of somebody else's completion", async () => {
    const { body } = await ask("/v1/completions", place("def foreign(a, b):\n    "));
    const view = { type: "view", completion_id: body.id, choice_index: 0 };
    const foreign = await ask("/v1/events", view, "stranger");
    expect([foreign.status, foreign.body.error.code]).toEqual([404, "no_such_completion"]);
    const unknown = { ...view, completion_id: `cmpl-${randomUUID()}` };
    expect((await ask("/v1/events", unknown)).status).toBe(200);
    // An editor that somebody else used before sends what was left of theirs with its own.
    const batch = await ask("/v1/events", { events: [view, unknown] }, "stranger");
    expect([batch.status, batch.body]).toEqual([200, { events: 1 }]);
  });
});

describe("OpenAI's client", () => {
  const client = () => new OpenAI({ baseURL: `${world.url}/v1`, apiKey: "local", maxRetries: 0 });

  test("lists the experts", async () => {
    const { data } = await client().models.list();
    expect(data.map(({ id }) => id)).toContain("default");
  });

  test("chats, at once and in pieces", async () => {
    const messages = [{ role: "user" as const, content: "What does plus do?" }];
    const whole = await client().chat.completions.create({ model: "default", messages });
    expect(whole.choices[0]?.message.content).toBe("It adds two numbers.");
    const stream = await client().chat.completions.create({
      ...{ model: "default", messages, stream: true },
    });
    let said = "";
    for await (const chunk of stream) said += chunk.choices[0]?.delta.content ?? "";
    expect(said).toBe("It adds two numbers.");
  });

  test("gets errors as its own", async () => {
    const stranger = new OpenAI({ baseURL: `${world.url}/v1`, apiKey: "nobody", maxRetries: 0 });
    await expect(stranger.models.list()).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
  });
});

test("GET /v1/health tells models only to who has a token, and a bad token is told", async () => {
  const health = async (authorization?: string) => {
    const response = await fetch(`${world.url}/v1/health`, {
      headers: authorization === undefined ? {} : { authorization },
    });
    const body = await response.json();
    expect(problemsOf("get", "/v1/health", response.status, body)).toEqual([]);
    return { status: response.status, body };
  };
  expect(await health()).toMatchObject({ status: 200, body: { model: null } });
  expect(await health("Bearer local")).toMatchObject({ body: { model: "qwen2.5-coder-7b" } });
  expect((await health("Bearer nobody")).status).toBe(401);
});
