import {
  type ModelAnswer,
  type ModelServerOptions,
  startModelServer,
  status,
  text,
} from "@devflow/testkit/model-server";
import { describe, expect, test } from "vitest";
import { probeFim } from "../src/index.ts";
import { codeSettings } from "./code-support.ts";

async function probe(
  answer: ModelAnswer,
  options: Partial<ModelServerOptions> = {},
  changes: Parameters<typeof codeSettings>[1] = {},
) {
  await using server = await startModelServer({ script: () => answer, kind: "vllm", ...options });
  const url = changes?.url?.replace("SERVER", server.url) ?? server.url;
  const found = await probeFim(codeSettings(server.url, { ...changes, url }));
  const root = server.url.replace(/\/v1$/, "");
  return JSON.parse(JSON.stringify(found).replaceAll(root, "http://server"));
}

test("a good vLLM: the prompt that was sent, what came, and why it ended", async () => {
  expect(await probe(text("a + b"))).toEqual({
    verdict: "fits",
    model: "Qwen/Qwen2.5-Coder-7B",
    family: "qwen-coder",
    url: "http://server/v1/completions",
    prompt:
      '<|fim_prefix|>def add(a, b):\n    """Return the sum of a and b."""\n    return <|fim_suffix|>\n\n\ndef subtract(a, b):\n    return a - b\n<|fim_middle|>',
    text: "a + b",
    stopReason: "stop",
    durationMs: expect.any(Number),
    problem: null,
    nextStep: null,
  });
});

test.each(["typescript", "go", "java", "rust", "default"])(
  "asks %s in its own code",
  async (name) => {
    const found = await probe(text("a + b"), {}, { name });
    expect(found.verdict).toBe("fits");
    const sign = { typescript: "export function add", go: "func Add", java: "static int add" };
    const other = name === "default" ? "def add" : "int add";
    expect(found.prompt).toContain(Reflect.get(sign, name) ?? other);
  },
);

test("llama.cpp: its own route, which renders the prompt itself", async () => {
  expect(await probe(text("a + b"), { kind: "llama.cpp" })).toMatchObject({
    verdict: "fits",
    url: "http://server/infill",
    prompt: null,
  });
});

describe("a chat template in between", () => {
  test.each([
    ["a greeting", "Sure! Here is the completed function:\n```python\nreturn a + b\n```"],
    ["a fence", "```python\ndef add(a, b):\n    return a + b\n```"],
    ["a word of the template", "a + b<|im_end|>\n<|im_start|>user"],
    ["a first person", "I can see that you want to add two numbers."],
  ])("is told by %s", async (_name, answer) => {
    const found = await probe(text(answer));
    expect(found).toMatchObject({ verdict: "chat_template", text: answer });
    expect(found.problem).toContain("http://server/v1/completions");
    expect(found.nextStep).toContain("without a proxy that turns it into chat");
  });
});

test.each([
  ["explanation", "The function adds two numbers and gives back their sum."],
  ["other_code", "None"],
  ["empty", " \n"],
] as const)("%s", async (verdict, answer) => {
  const found = await probe(text(answer));
  expect(found).toMatchObject({ verdict, text: answer });
  expect(found.nextStep).toContain("qwen-coder");
});

test("CodeLlama's space and end are no reason to complain", async () => {
  const codeLlama = { model: "codellama/CodeLlama-7b-hf" };
  expect(await probe(text(" a + b <EOT>"), {}, codeLlama)).toMatchObject({
    verdict: "fits",
    family: "codellama",
  });
});

describe("where nothing answers", () => {
  test("a server without the route", async () => {
    expect(await probe(text("a + b"), { missing: ["/v1/completions"] })).toMatchObject({
      verdict: "no_route",
      url: "http://server/v1/completions",
      problem: "the server lists models, and has no /v1/completions (404)",
    });
  });

  test("llama.cpp with a model that cannot: 501 of its route", async () => {
    expect(await probe(status(501), { kind: "llama.cpp" })).toMatchObject({
      verdict: "no_route",
      url: "http://server/infill",
      nextStep: expect.stringContaining("llama-server"),
    });
  });

  test("the version twice in the URL", async () => {
    const url = "SERVER/v1";
    expect(await probe(text("a + b"), {}, { url, server: "vllm" })).toMatchObject({
      verdict: "wrong_path",
      url: "http://server/v1/v1/completions",
      problem:
        "nothing at http://server/v1/v1/completions answers as a model server does; its version stands there twice",
      nextStep: "Set `url` of the expert to http://server/v1.",
    });
    expect(await probe(text("a + b"), {}, { url, model: null })).toMatchObject({
      verdict: "wrong_path",
      url: "http://server/v1/v1/models",
    });
  });

  test("a wrong key, and nobody at all", async () => {
    expect(await probe(text("a + b"), { apiKey: "other" })).toMatchObject({
      verdict: "failed",
      nextStep: "Set `api_key_env` of the expert to the variable that holds its key.",
    });
    expect(await probeFim(codeSettings("http://127.0.0.1:9/v1"))).toMatchObject({
      verdict: "failed",
      problem: "http://127.0.0.1:9/v1: The connection to the expert failed (connection)",
      nextStep: "Check that it runs and can be reached from here.",
    });
  });

  test("a model that is not known to fill in", async () => {
    expect(await probe(text("a + b"), {}, { model: "llama-3.1-8b-instruct" })).toMatchObject({
      verdict: "unknown_family",
      url: null,
      problem:
        "llama-3.1-8b-instruct is not known to fill in the middle: completions for it are refused (501)",
    });
  });
});
