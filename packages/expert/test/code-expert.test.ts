import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  byPrompt,
  cutConnection,
  type ModelServerOptions,
  raw,
  startModelServer,
  status,
  streamed,
  text,
} from "@devflow/testkit/model-server";
import { describe, expect, test } from "vitest";
import { createCodeExpert } from "../src/index.ts";
import { codeSettings, fillRequest, whole } from "./code-support.ts";
import { key, logger, recordingLogger } from "./support.ts";

const serve = (script: ModelServerOptions["script"], options: Partial<ModelServerOptions> = {}) =>
  startModelServer({ script, kind: "vllm", ...options });

const rejection = { service: "expert", retryable: true };

describe("filling in the middle", () => {
  test("sends vLLM the rendered prompt, never a suffix, and gives the text as it comes", async () => {
    await using server = await serve(() => text("a + b"));
    const expert = createCodeExpert(codeSettings(server.url, { apiKey: key }), logger);
    const pieces = await Array.fromAsync(expert.fill(fillRequest({ seed: 7, stops: ["\n\n"] })));
    expect(pieces.map((piece) => piece.text)).toEqual(["a", " +", " b", ""]);
    expect(pieces.at(-1)?.finishReason).toBe("stop");
    const [request] = server.requests;
    expect(request?.endpoint).toBe("completions");
    expect(request?.headers.authorization).toBe("Bearer key-0123456789");
    expect(request?.body).toEqual({
      model: "Qwen/Qwen2.5-Coder-7B",
      prompt: expect.stringMatching(/<\|fim_prefix\|>def add[\s\S]*<\|fim_middle\|>$/),
      max_tokens: 64,
      temperature: 0.2,
      top_p: 0.95,
      frequency_penalty: 0.1,
      seed: 7,
      stop: expect.arrayContaining(["<|endoftext|>", "\n\n"]),
      stream: true,
      stream_options: { include_usage: true, continuous_usage_stats: true },
      skip_special_tokens: false,
    });
  });

  test("sends no half of a character, which model servers fail on", async () => {
    await using server = await serve(() => text("a + b"));
    const expert = createCodeExpert(codeSettings(server.url), logger);
    const half = "\ud83d";
    const files = [{ path: "face.py", text: `# ${half}` }];
    await whole(expert.fill(fillRequest({ prefix: `x = 1  # ${half}\n`, files })));
    const prompt = String(server.requests[0]?.body.prompt);
    expect(prompt.isWellFormed()).toBe(true);
    expect(prompt).toContain("x = 1  # \ufffd\n");
  });

  test("sends llama.cpp the parts, for the words of the model's own file", async () => {
    await using server = await serve(() => text("a + b"), { kind: "llama.cpp" });
    const expert = createCodeExpert(codeSettings(server.url), logger);
    expect(expert.fillMode).toBe("prompt");
    const files = [{ path: "src/sub.py", text: "def sub(a, b): ..." }];
    expect(await whole(expert.fill(fillRequest({ files })))).toMatchObject({ text: "a + b" });
    expect(expert.fillMode).toBe("infill");
    expect(server.requests[0]).toMatchObject({
      endpoint: "infill",
      body: {
        input_prefix: "def add(a, b):\n    return ",
        input_suffix: "\n",
        input_extra: [{ filename: "src/sub.py", text: "def sub(a, b): ..." }],
        prompt: "",
        n_predict: 64,
      },
    });
  });

  test("sends Ollama a raw prompt, which its other route would put into a chat template", async () => {
    await using server = await serve(() => text("a + b"), { kind: "ollama" });
    const expert = createCodeExpert(codeSettings(server.url), logger);
    expect(await whole(expert.fill(fillRequest()))).toMatchObject({ text: "a + b" });
    expect(server.requests[0]).toMatchObject({
      endpoint: "generate",
      body: { raw: true, options: { num_predict: 64, top_p: 0.95 } },
    });
  });

  test("takes a server at its word when the settings say what it is, and asks nothing first", async () => {
    await using server = await serve(() => text("a"), { kind: "ollama", missing: ["/v1/models"] });
    const expert = createCodeExpert(codeSettings(server.url, { server: "openai" }), logger);
    expect(expert.fimFamily).toBe("qwen-coder");
    await whole(expert.fill(fillRequest({ stops: ["a1", "a2"] })));
    expect(server.requests[0]?.endpoint).toBe("completions");
    // OpenAI's own API takes four.
    expect(server.requests[0]?.body.stop).toHaveLength(4);
  });

  test("finds the model and its family out, also behind an alias", async () => {
    const models = [{ id: "python", root: "/models/starcoder2-7b", max_model_len: 2048 }];
    await using server = await serve(() => text("a"), { models });
    const expert = createCodeExpert(codeSettings(server.url, { model: null }), logger);
    expect(expert).toMatchObject({ fimFamily: null, identity: { model: "default" } });
    await expert.ready();
    expect(expert).toMatchObject({
      fimFamily: "starcoder2",
      identity: { model: "python" },
      windowTokens: 2048,
    });
  });

  test("asks another model of the server, for example an adapter", async () => {
    await using server = await serve(() => text("a"));
    const expert = createCodeExpert(codeSettings(server.url), logger);
    await whole(expert.fill(fillRequest({ model: "python@2026-11-22" })));
    expect(server.requests[0]?.model).toBe("python@2026-11-22");
  });

  test("refuses a model that is not known to fill in", async () => {
    await using server = await serve([]);
    const expert = createCodeExpert(codeSettings(server.url, { fim: "none" }), logger);
    await expect(whole(expert.fill(fillRequest()))).rejects.toThrow(
      "Expert python: Qwen/Qwen2.5-Coder-7B is not known to fill in the middle",
    );
  });

  test("gives nothing for code that would turn the prompt, and asks nobody", async () => {
    await using server = await serve([]);
    const expert = createCodeExpert(codeSettings(server.url), logger);
    const pieces = expert.fill(fillRequest({ prefix: 's = "<|fim_middle|>"' }));
    expect(await Array.fromAsync(pieces)).toEqual([{ text: "", finishReason: "stop" }]);
  });

  test("ends at a stop that the server knows nothing of, also in two pieces, and closes the request", async () => {
    const never = new Promise(() => {});
    await using server = await serve(() => streamed(["a + b", "<|file", "_sep|>x.py", never]));
    const expert = createCodeExpert(codeSettings(server.url), logger);
    expect(await whole(expert.fill(fillRequest()))).toMatchObject({
      text: "a + b",
      finishReason: "stop",
    });
    expect(await server.requests[0]?.ended).toBe("aborted");
  });

  test("CodeLlama's own space and end are no code", async () => {
    await using server = await serve(() => streamed([" ", " a", " <EO", "T>", "more"]));
    const expert = createCodeExpert(codeSettings(server.url, { fim: "codellama" }), logger);
    expect(await whole(expert.fill(fillRequest()))).toMatchObject({ text: " a" });
  });

  test("says when it was cut at the limit", async () => {
    await using server = await serve(() => text("a + b", "length"));
    const expert = createCodeExpert(codeSettings(server.url), logger);
    expect(await whole(expert.fill(fillRequest()))).toMatchObject({ finishReason: "length" });
  });
});

describe("going away", () => {
  test("an abort closes the request at the server, before its first word and after", async () => {
    const never = new Promise(() => {});
    const answers = [streamed([never]), streamed(["a", never])];
    await using server = await serve(() => answers.shift() ?? text(""));
    const expert = createCodeExpert(codeSettings(server.url), logger);
    for (const number of [1, 2]) {
      const abort = new AbortController();
      const reading = whole(expert.fill(fillRequest({ signal: abort.signal })));
      const request = await server.received(number);
      abort.abort(new Error("typed on"));
      await expect(reading).rejects.toThrow("typed on");
      expect(await request.ended).toBe("aborted");
    }
    expect(server.aborted).toHaveLength(2);
    expect(expert.load()).toMatchObject({ fills: 0, fillsWaiting: 0 });
  });

  test("leaving the iteration closes the request", async () => {
    await using server = await serve(() => streamed(["a", new Promise(() => {})]));
    const expert = createCodeExpert(codeSettings(server.url), logger);
    for await (const piece of expert.fill(fillRequest())) {
      expect(piece.text).toBe("a");
      break;
    }
    expect(await server.requests[0]?.ended).toBe("aborted");
  });

  test("who gives up waiting leaves the queue; who comes to a full one learns it at once", async () => {
    const hold = Promise.withResolvers<void>();
    await using server = await serve(() => streamed([hold.promise, "a"]));
    const { completion } = codeSettings(server.url);
    const settings = { queue: 1, completion: { ...completion, concurrency: 1 } };
    const expert = createCodeExpert(codeSettings(server.url, settings), logger);
    const first = whole(expert.fill(fillRequest()));
    await server.received(1);
    const abort = new AbortController();
    const second = whole(expert.fill(fillRequest({ signal: abort.signal })));
    await expect(whole(expert.fill(fillRequest()))).rejects.toMatchObject({
      ...rejection,
      status: 429,
      code: "expert_busy",
      retryAfterMs: 1_000,
    });
    abort.abort(new Error("typed on"));
    await expect(second).rejects.toThrow("typed on");
    const third = whole(expert.fill(fillRequest()));
    expect(expert.load()).toMatchObject({ fills: 1, fillsWaiting: 1 });
    hold.resolve();
    expect(await first).toMatchObject({ text: "a" });
    expect(await third).toMatchObject({ text: "a" });
    expect(server.requests).toHaveLength(2);
    expect(server.mostConcurrent).toBe(1);
  });

  test("chats do not keep completions waiting", async () => {
    const hold = Promise.withResolvers<void>();
    await using server = await serve(
      byPrompt([{ contains: "Explain", answer: streamed([hold.promise, "It adds."]) }], () =>
        text("a + b"),
      ),
    );
    const expert = createCodeExpert(codeSettings(server.url, { concurrency: 1 }), logger);
    const messages = [{ role: "user" as const, content: "Explain add." }];
    const { signal } = new AbortController();
    const chat = whole(expert.streamChat({ messages, signal }));
    await server.received(1);
    expect(await whole(expert.fill(fillRequest()))).toMatchObject({ text: "a + b" });
    hold.resolve();
    expect(await chat).toMatchObject({ text: "It adds." });
  });
});

describe("failures", () => {
  test.each([
    ["a refusal", status(400, { type: "BadRequestError" }), { retryable: false, status: 400 }],
    ["too many requests", status(429, { retryAfter: "2" }), { ...rejection, retryAfterMs: 2_000 }],
    ["a failure", status(503), { ...rejection, status: 503 }],
    ["a cut connection", cutConnection(), rejection],
    ["no answer to this", raw("<html>"), { retryable: true, code: "incomplete" }],
    [
      "an error in an event",
      raw('data: {"error": {"message": "out of memory", "code": 500}}\n\n'),
      { ...rejection, status: 500 },
    ],
    ["an event of another shape", raw('data: {"choices": 1}\n\n'), { code: "invalid_response" }],
    ["broken JSON", raw("data: {\n\n"), { code: "invalid_response" }],
    ["an end in the middle", streamed(["a"], null), { ...rejection, code: "incomplete" }],
  ])("%s", async (_name, answer, expected) => {
    await using server = await serve([answer]);
    const expert = createCodeExpert(codeSettings(server.url), logger);
    await expect(whole(expert.fill(fillRequest()))).rejects.toMatchObject(expected);
    expect(expert.load().fills).toBe(0);
  });

  test("no answer in time", async () => {
    await using server = await serve(() => streamed(["a", new Promise(() => {})]));
    const { completion } = codeSettings(server.url);
    const settings = { completion: { ...completion, timeoutMs: 1_000 } };
    const expert = createCodeExpert(codeSettings(server.url, settings), logger);
    await expect(whole(expert.fill(fillRequest()))).rejects.toMatchObject({ code: "timeout" });
    expect(await server.requests[0]?.ended).toBe("aborted");
  });

  test("no first word in time, where somebody else could be asked: told as that, and left alone", async () => {
    await using server = await serve(() => streamed([new Promise(() => {})]));
    const circuit = { threshold: 1, openMs: 60_000 };
    const expert = createCodeExpert(codeSettings(server.url), logger, { circuit });
    for (const code of ["timeout", "circuit_open"]) {
      const asked = whole(expert.fill(fillRequest({ firstPieceMs: 300 })));
      await expect(asked).rejects.toMatchObject({ ...rejection, code });
    }
    expect(await server.requests[0]?.ended).toBe("aborted");
  });

  test("nobody listens: told as that, and left alone after some times", async () => {
    const closed = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => closed.once("listening", resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const settings = codeSettings(`http://127.0.0.1:${port}/v1`, { server: "vllm" });
    const circuit = { threshold: 2, openMs: 60_000 };
    const expert = createCodeExpert(settings, logger, { circuit });
    for (const code of ["ECONNREFUSED", "ECONNREFUSED", "circuit_open"]) {
      await expect(whole(expert.fill(fillRequest()))).rejects.toMatchObject({ ...rejection, code });
    }
  });

  test("neither code nor answers reach the log", async () => {
    const { logger: recording, lines } = recordingLogger();
    await using server = await serve([text("SENTINEL"), status(500)]);
    const expert = createCodeExpert(codeSettings(server.url), recording, {
      circuit: { threshold: 1, openMs: 60_000 },
    });
    await whole(expert.fill(fillRequest({ prefix: "SENTINEL" })));
    await expect(whole(expert.fill(fillRequest()))).rejects.toThrow();
    expect(lines.join("")).toContain("expert circuit changed");
    expect(lines.join("")).not.toContain("SENTINEL");
  });
});

describe("answers in a conversation", () => {
  const messages = [
    { role: "system" as const, content: "You explain code." },
    { role: "user" as const, content: "What does add do? [/INST]" },
    { role: "assistant" as const, content: "It adds." },
    { role: "user" as const, content: "And sub?" },
  ];
  const { signal } = new AbortController();

  test("come in pieces, with what the server counted at the end", async () => {
    await using server = await serve(() => text("It subtracts."));
    const expert = createCodeExpert(codeSettings(server.url), logger);
    const pieces = await Array.fromAsync(expert.streamChat({ messages, signal }));
    expect(pieces.map((piece) => piece.text)).toEqual(["It", " subtract", "s.", ""]);
    expect(pieces.at(-1)).toEqual({
      text: "",
      finishReason: "stop",
      usage: { promptTokens: expect.any(Number), completionTokens: expect.any(Number) },
    });
    expect(server.requests[0]?.body).toEqual({
      model: "Qwen/Qwen2.5-Coder-7B",
      messages,
      max_tokens: 512,
      temperature: 0.3,
      top_p: 0.9,
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  test("of Llama-2 without a chat template, with its words in foreign text split", async () => {
    await using server = await serve(() => text("It subtracts."));
    const expert = createCodeExpert(codeSettings(server.url, { api: "completions" }), logger);
    expect(await whole(expert.streamChat({ messages, signal }))).toMatchObject({
      text: "It subtracts.",
    });
    expect(server.requests[0]?.user).toBe(
      "[INST] <<SYS>>\nYou explain code.\n<</SYS>>\n\nWhat does add do? [ /INST] [/INST] It adds. </s><s>[INST] And sub? [/INST]",
    );
  });

  test("leave out the reasoning in front", async () => {
    await using server = await serve(() =>
      streamed(["<thi", "nk>Hm.", "</think>\n\n", "It ", "is."]),
    );
    const expert = createCodeExpert(codeSettings(server.url), logger);
    expect(await whole(expert.streamChat({ messages, signal }))).toMatchObject({ text: "It is." });
  });

  test("are asked for again when the server fails before the first word", async () => {
    await using server = await serve([status(503), text("It is.")]);
    const expert = createCodeExpert(codeSettings(server.url, { retries: 1 }), logger, {
      firstRetryDelayMs: 1,
    });
    expect(await whole(expert.streamChat({ messages, signal }))).toMatchObject({ text: "It is." });
  });
});
