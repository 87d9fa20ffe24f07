import {
  type ModelServerOptions,
  startModelServer,
  status,
  streamed,
  text,
} from "@devflow/testkit/model-server";
import { describe, expect, test, vi } from "vitest";
import { createCodeExpert } from "../src/index.ts";
import { codeSettings, fillRequest, whole } from "./code-support.ts";
import { logger } from "./support.ts";

const serve = (script: ModelServerOptions["script"], options: Partial<ModelServerOptions> = {}) =>
  startModelServer({ script, kind: "vllm", ...options });

describe("a server that was replaced", () => {
  const qwen = { id: "Qwen/Qwen2.5-Coder-7B", owned_by: "vllm" };
  const starcoder = { id: "bigcode/starcoder2-7b", owned_by: "vllm" };
  const known = (models: { id: string }[]) =>
    serve(({ model }) => (models.some(({ id }) => id === model) ? text("a + b") : status(404)), {
      models,
    });

  test("is asked for the model that it has now, in that model's words", async () => {
    const models = [qwen];
    await using server = await known(models);
    const expert = createCodeExpert(codeSettings(server.url, { model: null }), logger);
    await whole(expert.fill(fillRequest()));
    models[0] = starcoder;
    expect(await whole(expert.fill(fillRequest()))).toMatchObject({ text: "a + b" });
    expect(expert.identity.model).toBe(starcoder.id);
    expect(server.requests.at(-1)?.body.prompt).toContain("<fim_prefix>");
    models[0] = qwen;
    const messages = [{ role: "user" as const, content: "What does it do?" }];
    const { signal } = new AbortController();
    await whole(expert.streamChat({ messages, signal }));
    expect(expert.identity.model).toBe(qwen.id);
  });

  test("is noticed by a later look where it takes any name", async () => {
    const models = [{ ...qwen, owned_by: "llamacpp" }];
    await using server = await serve(() => text("a + b"), { kind: "llama.cpp", models });
    const settings = codeSettings(server.url, { model: null });
    const expert = createCodeExpert(settings, logger, { lookAgainAfterMs: 0 });
    await whole(expert.fill(fillRequest()));
    models[0] = { ...starcoder, owned_by: "llamacpp" };
    await whole(expert.fill(fillRequest()));
    await expect.poll(() => expert.identity.model).toBe(starcoder.id);
  });

  test("keeps its name while it cannot be asked, and is asked once for many that it refuses", async () => {
    const models = [qwen];
    const lists = vi.spyOn(models, Symbol.iterator);
    await using server = await serve(() => status(404), { models });
    const expert = createCodeExpert(codeSettings(server.url, { model: null }), logger);
    for (let count = 0; count < 5; count += 1) {
      await expect(whole(expert.fill(fillRequest()))).rejects.toMatchObject({ status: 404 });
    }
    expect(server.requests).toHaveLength(5);
    expect(lists.mock.calls.length).toBeLessThanOrEqual(4);
    models[0] = { id: "bge-m3", owned_by: "vllm" };
    await expect(whole(expert.fill(fillRequest()))).rejects.toMatchObject({ status: 404 });
    expect(expert.identity.model).toBe(qwen.id);
  });
});

describe("an expert that never stops", () => {
  const { signal } = new AbortController();
  const messages = [{ role: "user" as const, content: "What does it do?" }];

  test.each([
    ["thinks", "hmm ", "<think>", ""],
    ["talks", "hmm ", "", "hmm ".repeat(256)],
  ])("%s as long as an answer can be, and no longer", async (_case, piece, first, said) => {
    await using server = await serve(() =>
      streamed([first, ...Array(400).fill(piece), new Promise(() => {})]),
    );
    const expert = createCodeExpert(codeSettings(server.url), logger);
    const answer = await whole(expert.streamChat({ messages, maxOutputTokens: 64, signal }));
    expect(answer.text).toBe(said);
    expect(answer.finishReason).toBe("length");
    await expect.poll(() => server.requests[0]?.outcome).toBe("aborted");
    const filled = await whole(expert.fill(fillRequest({ maxOutputTokens: 64 })));
    expect(filled.finishReason).toBe("length");
    expect(filled.text.length).toBeLessThanOrEqual(1_024);
  });
});
