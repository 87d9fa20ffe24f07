import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { startModelServer } from "@devflow/testkit/model-server";
import { describe, expect, test } from "vitest";
import { chooseModel, discoverExpert, discoveredSettings } from "../src/index.ts";

function portOf({ url }: { url: string }): number {
  return Number(new URL(url).port);
}

describe("discoverExpert", () => {
  test("finds a vLLM server with its window", async () => {
    await using server = await startModelServer({
      script: [],
      models: [{ id: "llama-2-13b-chat", owned_by: "vllm", max_model_len: 4_096 }],
    });
    expect(await discoverExpert({ ports: [portOf(server)], timeoutMs: 5_000 })).toEqual({
      identity: { url: server.url, model: "llama-2-13b-chat" },
      kind: "vllm",
      models: ["llama-2-13b-chat"],
      windowTokens: 4_096,
      notes: [],
    });
  });

  test("asks llama.cpp and LM Studio for the window that they run with", async () => {
    await using llama = await startModelServer({
      script: [],
      models: [{ id: "model.gguf", owned_by: "llamacpp" }],
      routes: { "/props": { default_generation_settings: { n_ctx: 8_192 } } },
    });
    await using studio = await startModelServer({
      script: [],
      models: [{ id: "qwen-coder", owned_by: "organization_owner" }],
      routes: { "/api/v0/models": { data: [{ id: "qwen-coder", loaded_context_length: 2_048 }] } },
    });
    const found = await discoverExpert({ ports: [portOf(llama)], timeoutMs: 5_000 });
    expect(found).toMatchObject({ kind: "llama.cpp", windowTokens: 8_192 });
    const other = await discoverExpert({ ports: [portOf(studio)], timeoutMs: 5_000 });
    expect(other).toMatchObject({ kind: "lmstudio", windowTokens: 2_048 });
  });

  test.each([
    [
      "of the loaded model",
      { models: [{ name: "codellama:13b", context_length: 4_096 }] },
      "",
      4_096,
    ],
    ["of the Modelfile", { models: [] }, 'stop "x"\nnum_ctx                        8192', 8_192],
  ])("asks Ollama for the window %s", async (_name, running, parameters, windowTokens) => {
    await using server = await startModelServer({
      script: [],
      models: [{ id: "codellama:13b", owned_by: "library" }],
      routes: { "/api/ps": running, "/api/show": { parameters } },
    });
    const found = await discoverExpert({ ports: [portOf(server)], timeoutMs: 5_000 });
    expect(found).toMatchObject({ kind: "ollama", windowTokens, notes: [] });
  });

  test("assumes Ollama's smallest window when it does not say, and tells how to raise it", async () => {
    await using server = await startModelServer({
      script: [],
      models: [{ id: "codellama:13b", owned_by: "library" }],
    });
    const found = await discoverExpert({ ports: [portOf(server)], timeoutMs: 5_000 });
    expect(found).toMatchObject({
      windowTokens: 2_048,
      notes: [expect.stringContaining("OLLAMA_CONTEXT_LENGTH")],
    });
    expect(discoveredSettings(found!)).toMatchObject({
      url: server.url,
      model: "codellama:13b",
      windowTokens: 2_048,
      maxOutputTokens: 512,
    });
  });

  test("takes the server with the better model, whatever its port", async () => {
    await using plain = await startModelServer({
      script: [],
      models: [{ id: "llama-2-70b-chat" }],
    });
    await using code = await startModelServer({
      script: [],
      models: [{ id: "codellama-7b-instruct" }],
    });
    const ports = [portOf(plain), portOf(code)];
    const found = await discoverExpert({ ports, timeoutMs: 5_000 });
    expect(found?.identity.url).toBe(code.url);
  });

  test("passes over ports where something else listens, or nothing, or nothing in time", async () => {
    await using embedder = await startModelServer({ script: [], models: [{ id: "bge-m3" }] });
    const answers = [
      "<html>Jenkins</html>",
      '{"object": "list"}',
      '{"data": [{"id": "x"}]}',
      '{"object": "list", "data": [{"name": "x"}]}',
    ];
    const others = await Promise.all(
      [...answers, null].map(async (body) => {
        const server = createServer((_request, response) => {
          if (body !== null) response.end(body);
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        return server;
      }),
    );
    const ports = others.map((server) => (server.address() as AddressInfo).port);
    try {
      expect(
        await discoverExpert({ ports: [...ports, portOf(embedder), 1], timeoutMs: 200 }),
      ).toBeNull();
    } finally {
      for (const server of others) {
        server.closeAllConnections();
        server.close();
      }
    }
  });
});

describe("chooseModel", () => {
  test.each([
    [["llama-2-13b-chat", "codellama:13b-instruct"], "codellama:13b-instruct"],
    [["qwen2.5-coder:7b", "qwen2.5-coder:14b"], "qwen2.5-coder:14b"],
    [["llama-2-13b", "llama-2-13b-chat"], "llama-2-13b-chat"],
    [["nomic-embed-text:latest", "phi4"], "phi4"],
    [["first", "second"], "first"],
    [["whisper-large"], null],
    [[], null],
  ])("of %j takes %s", (models, chosen) => {
    expect(chooseModel(models)).toBe(chosen);
  });
});
