import type { EndpointEmbedderSettings } from "@devflow/config";
import { ExternalError } from "@devflow/errors";
import {
  cutConnection,
  type EmbeddingsOptions,
  raw,
  slow,
  startModelServer,
  status,
  wordVector,
} from "@devflow/testkit/model-server";
import { describe, expect, test } from "vitest";
import { createEndpointEmbedder } from "../src/index.ts";
import { key, logger, recordingLogger } from "./support.ts";

const quick = { firstRetryDelayMs: 1 };
const dimensions = 16;

function startServer(embeddings: Partial<EmbeddingsOptions> = {}, apiKey?: string) {
  return startModelServer({
    script: [],
    embeddings: { dimensions, ...embeddings },
    ...(apiKey === undefined ? {} : { apiKey }),
  });
}

function settingsFor(
  url: string,
  changes: Partial<EndpointEmbedderSettings> = {},
): EndpointEmbedderSettings {
  const prefixes = { query: "", document: "" };
  return { kind: "endpoint", url, model: "code", dimensions, apiKey: null, prefixes, ...changes };
}

function unit(text: string): number[] {
  const vector = [...wordVector(text, dimensions)];
  const length = Math.hypot(...vector);
  return vector.map((value) => Math.fround(value / length));
}

async function failure(call: Promise<unknown>): Promise<ExternalError> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ExternalError);
  return error as ExternalError;
}

describe("vectors", () => {
  test.each([true, false])("come in the texts' order and of length 1, base64 %s", async (known) => {
    await using server = await startServer({ knowsBase64: known });
    const embedder = createEndpointEmbedder(settingsFor(server.url), logger);
    const texts = Array.from({ length: 70 }, (_, index) => `function f${index} reads ${index % 7}`);
    const vectors = await embedder.embed(texts, { kind: "document" });
    expect(vectors.map((vector) => [...vector])).toEqual(texts.map(unit));
    expect(server.embedded.map((request) => request.texts.length)).toEqual([32, 32, 6]);
  });

  test("carry the prefix of their kind, and nothing else of ours but the key", async () => {
    await using server = await startServer({}, key.expose());
    const prefixes = { query: "search_query:", document: "search_document: " };
    const settings = settingsFor(server.url, { prefixes, apiKey: key });
    const embedder = createEndpointEmbedder(settings, logger);
    await embedder.embed(["a"], { kind: "query" });
    await embedder.embed(["b"], { kind: "document" });
    const texts = server.embedded.flatMap((request) => request.texts);
    expect(texts).toEqual(["search_query: a", "search_document: b"]);
    expect(server.embedded[0]).toMatchObject({ model: "code" });
  });

  test("of another model, size or document prefix are another space; another address is not", () => {
    const prefixes = { query: "q:", document: "d:" };
    const idOf = (changes: Partial<EndpointEmbedderSettings>) =>
      createEndpointEmbedder(settingsFor("http://127.0.0.1:1/v1", changes), logger).id;
    const same = new Set([idOf({}), idOf({ url: "http://other/v1" }), idOf({ apiKey: key })]);
    expect(same.size).toBe(1);
    const all = [{}, { model: "other" }, { dimensions: 32 }, { prefixes }].map(idOf);
    expect(new Set(all).size).toBe(4);
  });

  test("of another size than configured are refused for good, with the right number", async () => {
    await using server = await startServer({ dimensions: 24 });
    const embedder = createEndpointEmbedder(settingsFor(server.url), logger, quick);
    const error = await failure(embedder.embed(["a"], { kind: "document" }));
    expect(error).toMatchObject({ retryable: false, code: "wrong_dimensions" });
    expect(error.message).toBe(
      "The embedder's model code gives 24 dimensions, EMBEDDER_DIMENSIONS says 16",
    );
  });
});

describe("a text that is too long", () => {
  test("is cut before it is sent, never inside a character", async () => {
    await using server = await startServer();
    const embedder = createEndpointEmbedder(settingsFor(server.url), logger);
    await embedder.embed([`${"x".repeat(7_999)}🔑`], { kind: "query" });
    expect(server.embedded[0]?.texts[0]).toBe(`${"x".repeat(7_999)}\ufffd`);
  });

  test("for the model is halved until it fits; the others of its batch stay whole", async () => {
    await using server = await startServer({
      script: ({ texts }) => (texts.some((text) => text.length > 600) ? status(413) : null),
    });
    const embedder = createEndpointEmbedder(settingsFor(server.url), logger, quick);
    const long = "word ".repeat(400);
    const [first, second, third] = await embedder.embed(["short", long, "brief"], {
      kind: "document",
    });
    expect([...first!]).toEqual(unit("short"));
    expect([...second!]).toEqual(unit("word"));
    expect([...third!]).toEqual(unit("brief"));
  });

  test("is not the reason when even a few words are refused", async () => {
    await using server = await startServer({ script: () => status(400) });
    const embedder = createEndpointEmbedder(settingsFor(server.url), logger, quick);
    const error = await failure(embedder.embed(["a", "b"], { kind: "document" }));
    expect(error).toMatchObject({ service: "embedder", status: 400, retryable: false });
    expect(server.embedded.length).toBeLessThan(8);
  });
});

describe("a server that fails", () => {
  test("for a moment costs a text of the index only time", async () => {
    const faults = [status(429, { retryAfter: "0" }), status(503), cutConnection()];
    await using server = await startServer({ script: () => faults.shift() ?? null });
    const { logger: recording, lines } = recordingLogger();
    const embedder = createEndpointEmbedder(settingsFor(server.url), recording, quick);
    const [vector] = await embedder.embed(["secret source"], { kind: "document" });
    expect([...vector!]).toEqual(unit("secret source"));
    expect(lines).toHaveLength(3);
    expect(lines.join("")).not.toContain("secret source");
  });

  test("is not asked twice for a question, and soon not at all", async () => {
    await using server = await startServer({ script: () => status(500) });
    const embedder = createEndpointEmbedder(settingsFor(server.url), logger, quick);
    for (let question = 0; question < 5; question++) {
      const error = await failure(embedder.embed(["a"], { kind: "query" }));
      expect(error).toMatchObject({ retryable: true, status: 500 });
    }
    const error = await failure(embedder.embed(["a"], { kind: "query" }));
    expect(error).toMatchObject({ service: "embedder", code: "circuit_open", retryable: true });
    expect(server.embedded).toHaveLength(5);
  });

  test("does not hold a question up", async () => {
    await using server = await startServer({ script: () => slow() });
    const options = { ...quick, questionTimeoutMs: 50 };
    const embedder = createEndpointEmbedder(settingsFor(server.url), logger, options);
    const error = await failure(embedder.embed(["a"], { kind: "query" }));
    expect(error.message).toBe("The embedder gave no answer within 50 ms");
  });

  test("or is not there is named as the embedder, and worth a later try", async () => {
    const settings = settingsFor("http://127.0.0.1:9/v1");
    const error = await failure(
      createEndpointEmbedder(settings, logger, quick).embed(["a"], { kind: "query" }),
    );
    expect(error).toMatchObject({ service: "embedder", retryable: true });
    expect(error.message).toBe("The connection to the embedder failed");
  });

  test.each(["{}", '{"data": [{"index": 1, "embedding": [1]}]}', "<html>"])(
    "to give vectors gives a clear error: %s",
    async (body) => {
      await using server = await startServer({ script: () => raw(body) });
      const embedder = createEndpointEmbedder(settingsFor(server.url), logger, quick);
      const error = await failure(embedder.embed(["a"], { kind: "query" }));
      expect(error).toMatchObject({ code: "invalid_response", retryable: false });
    },
  );

  test("to know base64 is asked for numbers from then on", async () => {
    await using server = await startServer({
      script: ({ encoding }) => (encoding === "base64" ? status(422) : null),
    });
    const embedder = createEndpointEmbedder(settingsFor(server.url), logger, quick);
    await embedder.embed(["a"], { kind: "document" });
    await embedder.embed(["b"], { kind: "document" });
    const encodings = server.embedded.map((request) => request.encoding);
    expect(encodings).toEqual(["base64", "float", "float"]);
  });

  test("is left in peace when the caller cancels", async () => {
    const controller = new AbortController();
    await using server = await startServer({
      script: () => {
        controller.abort(new Error("stopped"));
        return slow();
      },
    });
    const embedder = createEndpointEmbedder(settingsFor(server.url), logger, quick);
    const options = { kind: "document", signal: controller.signal } as const;
    await expect(embedder.embed(["a"], options)).rejects.toThrow("stopped");
  });
});
