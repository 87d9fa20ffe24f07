import type { AssistantSettings } from "@devflow/config";
import { startModelServer, text } from "@devflow/testkit/model-server";
import { describe, expect, test, vi } from "vitest";
import { type AssistantExpertsOptions, createAssistantExperts } from "../src/index.ts";
import { codeSettings, fillRequest, whole } from "./code-support.ts";
import { logger } from "./support.ts";

const settings = (changes: Partial<AssistantSettings>): AssistantSettings => ({
  experts: [],
  isDefaultDiscovered: false,
  routes: [],
  transcription: null,
  synthesis: null,
  ...changes,
});

const python = { language: "python", repository: null, teams: [] };

async function asked(
  assistant: AssistantSettings,
  options: AssistantExpertsOptions = {},
  task: "completion" | "chat" = "completion",
) {
  const routed = await createAssistantExperts(assistant, logger, options).route(task, python);
  return routed.map(({ expert, model }) => [expert.name, model ?? expert.identity.model].join(" "));
}

describe("who is asked", () => {
  test("nobody, where nothing is configured", async () => {
    expect(await asked(settings({}))).toEqual([]);
  });

  test("one server alone: for chat in any case, for completions when its model can fill in", async () => {
    const models = [{ id: "llama-3-8b-instruct" }, { id: "Qwen2.5-Coder-7B" }];
    for (const [id, completions] of [
      ["llama-3-8b-instruct", []],
      ["Qwen2.5-Coder-7B", ["default Qwen2.5-Coder-7B"]],
    ] as const) {
      await using server = await startModelServer({
        script: [],
        models: models.filter((model) => model.id === id),
      });
      const one = { ...codeSettings(server.url, { model: null }), name: "default" };
      expect(await asked(settings({ experts: [one] }))).toEqual(completions);
      expect(await asked(settings({ experts: [one] }), {}, "chat")).toEqual(["default default"]);
    }
  });

  test("a server that is found on this machine, as soon as there is one", async () => {
    const models = [{ id: "qwen2.5-coder:7b" }];
    await using server = await startModelServer({ script: () => text("a + b"), models });
    const found = {
      identity: { url: server.url, model: "qwen2.5-coder:7b" },
      kind: "ollama" as const,
      models: [],
      windowTokens: 4_096,
      notes: [],
    };
    const discover = vi.fn(async () => (discover.mock.calls.length < 2 ? null : found));
    const experts = createAssistantExperts(settings({ isDefaultDiscovered: true }), logger, {
      discover,
      lookAgainAfterMs: -1,
    });
    expect(await experts.route("completion", python)).toEqual([]);
    const [routed] = await experts.route("completion", python);
    expect(routed?.expert.name).toBe("default");
    expect(await whole(routed?.expert.fill(fillRequest()) ?? fail())).toMatchObject({
      text: "a + b",
    });
    expect(routed?.expert.identity.model).toBe("qwen2.5-coder:7b");
    await experts.route("completion", python);
    expect(discover).toHaveBeenCalledTimes(2);
  });

  test("a server that does not say what it is keeps nobody from the others", async () => {
    await using server = await startModelServer({ script: [], kind: "vllm" });
    const away = codeSettings("http://127.0.0.1:9/v1", { model: null });
    const there = { ...codeSettings(server.url), name: "default" };
    expect(await asked(settings({ experts: [away, there] }))).toEqual([
      "default Qwen/Qwen2.5-Coder-7B",
    ]);
  });
});

test("an adapter of a rollout is asked once it is loaded and has answered, not before", async () => {
  const name = "python@2026-11-22";
  await using server = await startModelServer({
    script: () => text("base"),
    kind: "vllm",
    adapters: { scripts: { [name]: () => text("adapted") } },
  });
  const experts = createAssistantExperts(
    settings({ experts: [codeSettings(server.url, { tasks: ["completion"] })] }),
    logger,
    { liveAdapters: async () => ({ posting: { name, path: "/adapters/python" }, fallback: null }) },
  );
  const models = async () =>
    (await experts.route("completion", python)).map(({ model }) => model ?? "own");
  expect(await models()).toEqual(["own"]);
  await expect.poll(models).toEqual([name, "own"]);
  // Warmed by a completion: a base model has no chat template.
  expect(server.requests.map(({ endpoint, model }) => `${endpoint} ${model}`)).toEqual([
    `completions ${name}`,
  ]);
});

function fail(): never {
  throw new Error("nobody was routed to");
}
