import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { loadExperts, loadSettings } from "../src/index.ts";
import { temporaryFile } from "./temporary-folder.ts";

function load(yaml: string | null, environment: Record<string, string> = {}) {
  const EXPERTS_FILE = yaml === null ? undefined : temporaryFile("experts.yaml", yaml);
  return loadExperts(loadSettings({ EXPERTS_FILE, ...environment }), environment);
}

function loadOne(yaml: string | null, environment: Record<string, string> = {}) {
  const expert = load(yaml, environment);
  if (expert === null || expert === "discover") throw new Error(`no expert: ${expert}`);
  return expert;
}

const minimal = "experts:\n  review:\n    url: http://gpu:8000\n";

describe("what is configured", () => {
  test("nothing: look around", () => {
    expect(load(null)).toBe("discover");
    expect(load("# nothing yet\n")).toBe("discover");
    expect(load("experts:\n  {}\n")).toBe("discover");
  });

  test("none: no expert, whatever the file says", () => {
    expect(load(minimal, { EXPERT_URL: "none" })).toBeNull();
  });

  test("an address: the defaults of Llama-2-13B", () => {
    expect(loadOne(null, { EXPERT_URL: "http://gpu:8000/" })).toMatchObject({
      name: "review",
      url: "http://gpu:8000/v1",
      model: null,
      api: "chat",
      apiKey: null,
      headers: {},
      windowTokens: 4096,
      maxOutputTokens: 1024,
      temperature: 0.2,
      topP: null,
      timeoutMs: 120_000,
      concurrency: 4,
      retries: 2,
      tokenizer: "server",
    });
  });

  test.each([
    ["http://gpu:8000", "http://gpu:8000/v1"],
    ["http://gpu:8000/v1", "http://gpu:8000/v1"],
    ["http://gpu:8000/v1/", "http://gpu:8000/v1"],
    ["https://llm.acme/team", "https://llm.acme/team/v1"],
    ["https://llm.acme/paas/v4", "https://llm.acme/paas/v4"],
  ])("%s is the API at %s", (EXPERT_URL, url) => {
    expect(loadOne(null, { EXPERT_URL }).url).toBe(url);
  });

  test("a file: every key", () => {
    const expert = loadOne(
      `experts:
  review:
    url: https://llm.acme
    model: acme-review
    api: completions
    api_key_env: EXPERT_LLM_KEY
    headers: { X-Team: dev }
    window_tokens: 16384
    max_output_tokens: 2048
    temperature: 0
    top_p: 0.9
    timeout_ms: 30000
    concurrency: 8
    retries: 0
    tokenizer: estimate
`,
      { EXPERT_LLM_KEY: "hunter2" },
    );
    expect(expert).toMatchObject({
      url: "https://llm.acme/v1",
      model: "acme-review",
      api: "completions",
      windowTokens: 16384,
      maxOutputTokens: 2048,
      temperature: 0,
      topP: 0.9,
      timeoutMs: 30_000,
      concurrency: 8,
      retries: 0,
      tokenizer: "estimate",
    });
    expect(expert.apiKey?.expose()).toBe("hunter2");
    expect(expert.headers["X-Team"]?.expose()).toBe("dev");
  });

  test("the example in the repository", () => {
    const yaml = readFileSync(new URL("../../../experts.example.yaml", import.meta.url), "utf8");
    const { windowTokens, maxOutputTokens, temperature } = loadOne(yaml);
    expect({ windowTokens, maxOutputTokens, temperature }).toEqual({
      windowTokens: 4096,
      maxOutputTokens: 1024,
      temperature: 0.2,
    });
  });
});

describe("the environment goes before the file", () => {
  const withKey = `${minimal}    model: a\n    api_key: hunter2\n    headers: { X-Key: hunter2 }\n    window_tokens: 8192\n`;

  test("for model and key", () => {
    const expert = loadOne(withKey, { EXPERT_MODEL: "b", EXPERT_API_KEY: "other" });
    expect(expert.model).toBe("b");
    expect(expert.apiKey?.expose()).toBe("other");
  });

  test("and another server never gets the keys that the file meant for its own", () => {
    const elsewhere = loadOne(withKey, { EXPERT_URL: "http://elsewhere:1" });
    expect(elsewhere).toMatchObject({ windowTokens: 8192, apiKey: null, headers: {} });
    const same = loadOne(withKey, { EXPERT_URL: "http://gpu:8000/v1" });
    expect(same.apiKey?.expose()).toBe("hunter2");
  });
});

describe("problems", () => {
  test("are listed at once with line, path and what would be right, without secrets", () => {
    const yaml = `experts:
  review:
    url: gpu:8000
    api_key: 424242
    temprature: 0.1
    window_tokens: many
  reviews: {}
`;
    expect(() => load(yaml)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: experts.yaml: 5 problems.
        line 3, experts.review.url: is "gpu:8000", which is no http or https URL. Right: a URL such as http://127.0.0.1:8000/v1.
        line 4, experts.review.api_key: cannot be used. Right: a text.
        line 5, experts.review.temprature: is not known, probably temperature is meant. Right: one of url, model, api_key, api_key_env, headers, api, window_tokens, max_output_tokens, temperature, top_p, timeout_ms, concurrency, retries, tokenizer, tasks, fim, server, fallbacks, queue, completion, explanation.
        line 6, experts.review.window_tokens: is "many". Right: a whole number from 512 to 10000000.
        line 7, experts.reviews: is not known, probably review is meant. Right: one of review, default, python, typescript, tsx, javascript, go, java, rust, ruby, php, csharp, cpp, c, kotlin.]
    `);
  });

  test("between keys are found too", () => {
    const yaml = `${minimal}    window_tokens: 1024\n    api_key: a\n    api_key_env: EXPERT_B\n`;
    expect(() => load(yaml)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: experts.yaml: 2 problems.
        line 2, experts.review.max_output_tokens: is 1024, which leaves no room for the prompt. Right: less than window_tokens (1024).
        line 6, experts.review.api_key_env: is given beside api_key. Right: only one of the two.]
    `);
    expect(() => load(`${minimal}    api_key_env: EXPERT_LLM_KEY\n`)).toThrow(
      "line 4, experts.review.api_key_env: names EXPERT_LLM_KEY, which is not set.",
    );
  });

  test("a file cannot send any variable that it likes to its server", () => {
    const yaml = `${minimal}    api_key_env: AWS_SECRET_ACCESS_KEY\n`;
    expect(() => load(yaml, { AWS_SECRET_ACCESS_KEY: "hunter2" })).toThrow(
      'line 4, experts.review.api_key_env: is "AWS_SECRET_ACCESS_KEY". Right: the name of an environment variable that begins with EXPERT_.',
    );
  });

  test("of the file itself name EXPERTS_FILE", () => {
    const EXPERTS_FILE = "/does/not/exist.yaml";
    expect(() => loadExperts(loadSettings({ EXPERTS_FILE }), {})).toThrow(
      "EXPERTS_FILE: /does/not/exist.yaml cannot be read (ENOENT)",
    );
  });
});
