import { ExternalError } from "@devflow/errors";
import {
  cutConnection,
  raw,
  slow,
  startModelServer,
  status,
  text,
} from "@devflow/testkit/model-server";
import { describe, expect, test, vi } from "vitest";
import { createExpert } from "../src/index.ts";
import { key, logger, recordingLogger, request, settingsFor } from "./support.ts";

/** The ExternalError that a call ends with. */
async function failure(call: Promise<unknown>): Promise<ExternalError> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ExternalError);
  return error as ExternalError;
}

const quick = { firstRetryDelayMs: 1 };

describe("an answer", () => {
  test("comes from the chat endpoint with its reason and its tokens", async () => {
    await using server = await startModelServer({ script: [text("NO FINDINGS")] });
    const expert = createExpert(settingsFor(server.url, { topP: 0.9 }), logger);
    const completion = await expert.complete({ ...request, temperature: 0 });
    expect(completion).toEqual({
      text: "NO FINDINGS",
      finishReason: "stop",
      promptTokens: expect.any(Number),
      completionTokens: expect.any(Number),
    });
    expect(server.requests[0]).toMatchObject({
      endpoint: "chat",
      model: "scripted-reviewer",
      system: request.system,
      user: request.user,
      maxTokens: 256,
      temperature: 0,
    });
  });

  test("comes from the completions endpoint in Llama-2's template when the settings say so", async () => {
    await using server = await startModelServer({ script: [text("NO FINDINGS")] });
    const expert = createExpert(settingsFor(server.url, { api: "completions" }), logger);
    expect((await expert.complete(request)).text).toBe("NO FINDINGS");
    expect(server.requests[0]).toMatchObject({
      endpoint: "completions",
      user: `[INST] <<SYS>>\n${request.system}\n<</SYS>>\n\n${request.user} [/INST]`,
    });
  });

  test("that was cut says so, and keeps its text", async () => {
    await using server = await startModelServer({ script: [text("FINDING\nfile: a", "length")] });
    const completion = await createExpert(settingsFor(server.url), logger).complete(request);
    expect(completion).toMatchObject({ text: "FINDING\nfile: a", finishReason: "length" });
  });

  test("is without the reasoning in front", async () => {
    await using server = await startModelServer({ script: [text("<think>hm</think>\n\nKEEP: x")] });
    const completion = await createExpert(settingsFor(server.url), logger).complete(request);
    expect(completion.text).toBe("KEEP: x");
  });

  test.each([
    ["nothing at the token limit", text("", "length"), "empty_answer"],
    ["reasoning that never ended", text("<think>let me see", "length"), "empty_answer"],
    ["an answer that the server held back", text("x", "content_filter"), "content_filter"],
    ["a proxy's page", raw("<html>login</html>", 200, "text/html"), "invalid_response"],
    ["JSON of another shape", raw('{"ok": true}'), "invalid_response"],
    ["broken JSON", raw('{"choices": [{'), "invalid_response"],
  ])("of %s is a failure that is not repeated", async (_name, answer, code) => {
    await using server = await startModelServer({ script: [answer] });
    const expert = createExpert(settingsFor(server.url, { retries: 3 }), logger, quick);
    expect(await failure(expert.complete(request))).toMatchObject({
      service: "expert",
      retryable: false,
      code,
    });
  });

  test("over the size that so many tokens can have is not read to its end", async () => {
    const script = () => text("hmm ".repeat(50_000));
    await using server = await startModelServer({ script });
    const expert = createExpert(settingsFor(server.url), logger);
    const error = await failure(expert.complete(request));
    expect(error).toMatchObject({ retryable: false, code: "response_too_large" });
    const long = { ...request, maxOutputTokens: 3_000 };
    expect(await expert.complete(long)).toMatchObject({ finishReason: "stop" });
  });
});

describe("who is asked", () => {
  test("the key goes out as a bearer token, beside the configured headers", async () => {
    await using server = await startModelServer({
      script: [text("ok")],
      apiKey: key.expose(),
    });
    const settings = settingsFor(server.url, { apiKey: key, headers: { "X-Team": key } });
    await createExpert(settings, logger).complete(request);
    expect(server.requests[0]?.headers["x-team"]).toBe(key.expose());
  });

  test("nothing of the environment's OpenAI settings goes out", async () => {
    vi.stubEnv("OPENAI_API_KEY", "sk-of-a-developer");
    vi.stubEnv("OPENAI_ORG_ID", "org-of-a-developer");
    vi.stubEnv("OPENAI_CUSTOM_HEADERS", "X-Custom: of-a-developer");
    await using server = await startModelServer({ script: [text("ok")] });
    await createExpert(settingsFor(server.url), logger).complete(request);
    vi.unstubAllEnvs();
    const { headers } = server.requests[0]!;
    expect(headers.authorization).toBeUndefined();
    expect(JSON.stringify(headers)).not.toMatch(/developer|stainless/);
  });

  test("without a model in the settings, the server's best one for code", async () => {
    await using server = await startModelServer({
      script: [text("ok"), text("ok")],
      models: [
        { id: "nomic-embed-text" },
        { id: "llama-2-13b-chat" },
        { id: "qwen2.5-coder-7b-instruct" },
      ],
    });
    const expert = createExpert(settingsFor(server.url, { model: null }), logger);
    expect(expert.identity.model).toBe("default");
    await expert.complete(request);
    await expert.complete(request);
    expect(expert.identity).toEqual({ url: server.url, model: "qwen2.5-coder-7b-instruct" });
    expect(server.requests.map(({ model }) => model)).toEqual(
      Array(2).fill("qwen2.5-coder-7b-instruct"),
    );
  });

  test("another model, when the server has another one by now", async () => {
    const models = [{ id: "qwen2.5-coder-7b-instruct" }];
    await using server = await startModelServer({
      models,
      script: ({ model }) => (model === models[0]?.id ? text("ok") : status(404)),
    });
    const settings = settingsFor(server.url, { model: null });
    const expert = createExpert(settings, logger, { foundModel: "codellama-13b-instruct" });
    expect(expert.identity.model).toBe("codellama-13b-instruct");
    await expert.complete(request);
    expect(expert.identity.model).toBe("qwen2.5-coder-7b-instruct");
    const named = { ...request, model: "an-adapter" };
    expect(await failure(expert.complete(named))).toMatchObject({ status: 404 });
  });

  test("a server without a model that writes text is refused", async () => {
    await using server = await startModelServer({ script: [], models: [{ id: "bge-m3" }] });
    const expert = createExpert(settingsFor(server.url, { model: null }), logger);
    expect(await failure(expert.complete(request))).toMatchObject({ code: "no_model" });
  });
});

describe("failures", () => {
  test.each([
    ["500", status(500), { status: 500, code: "http_500", retryable: true }],
    ["503", status(503, { type: "loading" }), { status: 503, code: "loading", retryable: true }],
    [
      "429",
      status(429, { retryAfter: "7" }),
      { status: 429, retryAfterMs: 7_000, retryable: true },
    ],
    ["400", status(400), { status: 400, retryable: false }],
    ["401", status(401), { status: 401, retryable: false }],
    ["404", status(404), { status: 404, retryable: false }],
    ["302", raw("", 302), { status: 302, retryable: false }],
    ["a cut connection", cutConnection(), { status: undefined, retryable: true }],
  ])("%s", async (_name, answer, expected) => {
    await using server = await startModelServer({ script: [answer] });
    const error = await failure(createExpert(settingsFor(server.url), logger).complete(request));
    expect(error).toMatchObject({ service: "expert", ...expected });
  });

  test("nobody listens", async () => {
    const server = await startModelServer({ script: [] });
    await server.close();
    const error = await failure(createExpert(settingsFor(server.url), logger).complete(request));
    expect(error).toMatchObject({ retryable: true, code: "ECONNREFUSED" });
  });

  test("a time-out closes the connection, so that the server stops working", async () => {
    await using server = await startModelServer({ script: [slow()] });
    const expert = createExpert(settingsFor(server.url, { timeoutMs: 1_000 }), logger);
    const error = await failure(expert.complete(request));
    expect(error).toMatchObject({ retryable: true, code: "timeout" });
    expect(await server.requests[0]?.ended).toBe("aborted");
  });
});

describe("repeats", () => {
  test("a failure that passes costs a repeat, not the answer", async () => {
    await using server = await startModelServer({
      script: [status(500), cutConnection(), status(429, { retryAfter: "0" }), text("ok")],
    });
    const expert = createExpert(settingsFor(server.url, { retries: 3 }), logger, quick);
    expect((await expert.complete(request)).text).toBe("ok");
  });

  test("end after the configured number", async () => {
    await using server = await startModelServer({
      script: [status(500), status(502), status(503)],
    });
    const expert = createExpert(settingsFor(server.url, { retries: 2 }), logger, quick);
    expect(await failure(expert.complete(request))).toMatchObject({ status: 503 });
  });

  test("do not wait for a server that wants more than a minute", async () => {
    await using server = await startModelServer({ script: [status(429, { retryAfter: "3600" })] });
    const expert = createExpert(settingsFor(server.url, { retries: 2 }), logger, quick);
    expect(await failure(expert.complete(request))).toMatchObject({ retryAfterMs: 3_600_000 });
  });
});

describe("cancelling", () => {
  test("closes the connection and raises the signal's reason", async () => {
    await using server = await startModelServer({ script: [slow()] });
    const controller = new AbortController();
    const call = createExpert(settingsFor(server.url, { retries: 2 }), logger).complete({
      ...request,
      signal: controller.signal,
    });
    const received = await server.received(1);
    const reason = new Error("superseded");
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
    expect(await received.ended).toBe("aborted");
  });

  test("a call that waits for its turn never reaches the server", async () => {
    await using server = await startModelServer({ script: [slow()] });
    const expert = createExpert(settingsFor(server.url, { concurrency: 1 }), logger);
    const first = new AbortController();
    const second = new AbortController();
    const running = expert.complete({ ...request, signal: first.signal });
    await server.received(1);
    const waiting = expert.complete({ ...request, signal: second.signal });
    second.abort();
    await expect(waiting).rejects.toBe(second.signal.reason);
    first.abort();
    await expect(running).rejects.toBe(first.signal.reason);
    expect(server.requests).toHaveLength(1);
  });

  test("ends a wait between two tries at once", async () => {
    await using server = await startModelServer({ script: [status(429, { retryAfter: "50" })] });
    const controller = new AbortController();
    const { logger: recording, lines } = recordingLogger();
    const call = createExpert(settingsFor(server.url, { retries: 1 }), recording).complete({
      ...request,
      signal: controller.signal,
    });
    await expect.poll(() => lines.join("")).toContain("expert call repeats");
    controller.abort();
    await expect(call).rejects.toBe(controller.signal.reason);
  });
});

test("no more requests run side by side than the settings allow", async () => {
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  await using server = await startModelServer({
    script: async () => {
      await gate;
      return text("ok");
    },
  });
  const expert = createExpert(settingsFor(server.url, { concurrency: 3 }), logger);
  const calls = Array.from({ length: 10 }, () => expert.complete(request));
  await server.received(3);
  open();
  await Promise.all(calls);
  expect(server.requests).toHaveLength(10);
  expect(server.mostConcurrent).toBe(3);
});

describe("the circuit", () => {
  const circuit = { threshold: 3, openMs: 30_000 };

  test("opens after failures in a row, also for calls that waited for their turn", async () => {
    await using server = await startModelServer({ script: Array(3).fill(status(500)) });
    const expert = createExpert(settingsFor(server.url, { concurrency: 1 }), logger, { circuit });
    const errors = await Promise.all(
      Array.from({ length: 8 }, () => failure(expert.complete(request))),
    );
    expect(errors.map(({ code }) => code)).toEqual([
      ...Array(3).fill("http_500"),
      ...Array(5).fill("circuit_open"),
    ]);
    expect(errors[7]).toMatchObject({ retryable: true, retryAfterMs: 30_000 });
  });

  test("lets one probe through after a while, and closes when it succeeds", async () => {
    await using server = await startModelServer({
      script: [...Array(3).fill(status(500)), text("back"), text("again")],
    });
    const expert = createExpert(settingsFor(server.url), logger, { circuit });
    for (let n = 0; n < 3; n++) await failure(expert.complete(request));
    expect(await failure(expert.complete(request))).toMatchObject({ code: "circuit_open" });
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 30_001 });
    try {
      const answers = await Promise.all([expert.complete(request), expert.complete(request)]);
      expect(answers.map((each) => each.text)).toEqual(["back", "again"]);
    } finally {
      vi.useRealTimers();
    }
  });

  test("stays closed over 429 and 4xx: the server works", async () => {
    await using server = await startModelServer({
      script: [...Array(3).fill(status(429)), ...Array(3).fill(status(400)), text("ok")],
    });
    const expert = createExpert(settingsFor(server.url), logger, { circuit });
    for (let n = 0; n < 6; n++) await failure(expert.complete(request));
    expect((await expert.complete(request)).text).toBe("ok");
  });
});

test("a prompt that leaves no room for the answer is refused before it is sent", async () => {
  await using server = await startModelServer({ script: [] });
  const expert = createExpert(settingsFor(server.url, { windowTokens: 300 }), logger);
  expect(await failure(expert.complete(request))).toMatchObject({
    retryable: false,
    code: "prompt_too_long",
  });
});

test("neither prompt nor answer nor key is ever logged", async () => {
  const { logger: recording, lines } = recordingLogger();
  await using server = await startModelServer({
    script: [
      status(500),
      text("SENTINEL-ANSWER"),
      raw('{"error": {"message": "bad SENTINEL-PROMPT", "code": "bad"}}', 400),
      cutConnection(),
    ],
  });
  const settings = settingsFor(server.url, { retries: 1, apiKey: key });
  const expert = createExpert(settings, recording, quick);
  await expert.complete(request);
  const refused = await failure(expert.complete(request));
  recording.error({ err: refused }, "as a caller would log it");
  const cut = await failure(createExpert({ ...settings, retries: 0 }, recording).complete(request));
  recording.error({ err: cut }, "as a caller would log it");
  expect(lines.length).toBeGreaterThan(5);
  expect(lines.join("")).not.toMatch(/SENTINEL|key-0123/);
});
