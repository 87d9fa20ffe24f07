import { describe, expect, test } from "vitest";
import { loadAssistant, loadSettings } from "../src/index.ts";
import { temporaryFile } from "./temporary-folder.ts";

function load(yaml: string | null, environment: Record<string, string> = {}) {
  const EXPERTS_FILE = yaml === null ? undefined : temporaryFile("experts.yaml", yaml);
  return loadAssistant(loadSettings({ EXPERTS_FILE, ...environment }), environment);
}

const who = ({ experts }: ReturnType<typeof load>) =>
  experts.map(({ name, url, model }) => `${name}: ${model ?? "first"} at ${url}`);

describe("who answers editors", () => {
  test("nothing configured: whatever is found on this machine", () => {
    expect(load(null)).toEqual({
      experts: [],
      isDefaultDiscovered: true,
      routes: [],
      transcription: null,
      synthesis: null,
    });
  });

  test("EXPERT_URL alone answers for every language", () => {
    const assistant = load(null, { EXPERT_URL: "http://gpu:8000", EXPERT_MODEL: "qwen" });
    expect(who(assistant)).toEqual([
      "review: qwen at http://gpu:8000/v1",
      "default: qwen at http://gpu:8000/v1",
    ]);
    expect(assistant.isDefaultDiscovered).toBe(false);
  });

  test("none: nobody, whatever the file says", () => {
    const assistant = load("experts: { python: { url: http://gpu:1 } }", { EXPERT_URL: "none" });
    expect(who(assistant)).toEqual([]);
    expect(assistant.isDefaultDiscovered).toBe(false);
  });

  test("a language's own expert, and the default of the file before the review expert", () => {
    const assistant = load(`experts:
  review: { url: http://gpu:1, model: reviewer }
  default: { url: http://gpu:2, model: coder }
  python: { url: http://gpu:3, model: snake }
`);
    expect(who(assistant)).toEqual([
      "review: reviewer at http://gpu:1/v1",
      "default: coder at http://gpu:2/v1",
      "python: snake at http://gpu:3/v1",
    ]);
  });

  test("a language's expert beside a server that is looked for", () => {
    const assistant = load("experts: { go: { url: http://gpu:3 } }");
    expect(who(assistant)).toEqual(["go: first at http://gpu:3/v1"]);
    expect(assistant.isDefaultDiscovered).toBe(true);
    expect(assistant.experts[0]?.fallbacks).toEqual(["default"]);
  });

  test("sampling is that of the case study unless the file says other", () => {
    const [, , python] = load(`experts:
  review: { url: http://gpu:1 }
  python:
    url: http://gpu:3
    fim: codellama
    server: vllm
    tasks: [completion]
    fallbacks: [default, review]
    completion: { temperature: 0, max_tokens: 64 }
    explanation: { top_p: 1 }
`).experts;
    expect(python).toMatchObject({
      fim: "codellama",
      server: "vllm",
      tasks: ["completion"],
      fallbacks: ["default", "review"],
      queue: 64,
      completion: {
        temperature: 0,
        maxTokens: 64,
        topP: 0.95,
        frequencyPenalty: 0.1,
        timeoutMs: 10_000,
        concurrency: 16,
      },
      explanation: { temperature: 0.3, maxTokens: 512, topP: 1 },
    });
  });

  test("routes and speech", () => {
    const { routes, transcription, synthesis } = load(
      `experts: { review: { url: http://gpu:1 } }
routes:
  - { repository: "acme/pay-*", language: python, model: python-pay }
  - { team: platform, expert: review }
speech:
  transcription: { url: http://ears:9000, model: whisper, api_key_env: EXPERT_EARS, language: en }
  synthesis: { url: http://mouth:9001, voice: nova }
`,
      { EXPERT_EARS: "hunter2" },
    );
    const all = { repository: null, team: null, language: null, expert: null, model: null };
    expect(routes).toEqual([
      { ...all, repository: "acme/pay-*", language: "python", model: "python-pay" },
      { ...all, team: "platform", expert: "review" },
    ]);
    expect(transcription).toMatchObject({ url: "http://ears:9000/v1", model: "whisper" });
    expect(transcription?.apiKey?.expose()).toBe("hunter2");
    expect(synthesis).toMatchObject({ model: null, voice: "nova", format: "mp3" });
  });
});

test("problems are listed at once, with line, path and what would be right", () => {
  const yaml = `experts:
  pyton: { url: http://gpu:1 }
  review:
    url: http://gpu:1
    window_tokens: 1024
    max_output_tokens: 512
    fim: qwen
    completion:
      temprature: 1
routes:
  - { repo: acme/x, model: m }
speech: { transcriptions: {} }
`;
  expect(() => load(yaml)).toThrowErrorMatchingInlineSnapshot(`
    [UsageError: experts.yaml: 5 problems.
      line 2, experts.pyton: is not known, probably python is meant. Right: one of review, default, python, typescript, tsx, javascript, go, java, rust, ruby, php, csharp, cpp, c, kotlin.
      line 7, experts.review.fim: is "qwen". Right: one of auto, none, codellama, qwen-coder, starcoder2, starcoder, deepseek-coder, codestral, codegemma, granite, seed-coder, mellum.
      line 9, experts.review.completion.temprature: is not known, probably temperature is meant. Right: one of temperature, max_tokens, top_p, frequency_penalty, timeout_ms, concurrency.
      line 11, routes.0.repo: is not known. Right: one of repository, team, language, expert, model.
      line 12, speech.transcriptions: is not known, probably transcription is meant. Right: one of transcription, synthesis.]
  `);
  const names = `experts:
  review: { url: http://gpu:1, window_tokens: 1024, max_output_tokens: 16, fallbacks: [pythn] }
  default: { url: http://gpu:1, window_tokens: 512, max_output_tokens: 600 }
routes:
  - { language: pyhton, expert: revew }
  - { repository: acme/x }
speech:
  transcription: { url: http://ears:1, api_key_env: EXPERT_NOT_THERE }
`;
  expect(() => load(names)).toThrowErrorMatchingInlineSnapshot(`
    [UsageError: experts.yaml: 6 problems.
      line 2, experts.review.fallbacks.0: is not known. Right: one of default, review.
      line 3, experts.default.max_output_tokens: is 600, which leaves no room for the prompt. Right: less than window_tokens (512).
      line 5, routes.0.expert: is not known, probably review is meant. Right: one of default, review.
      line 5, routes.0.language: is not known, probably python is meant. Right: one of python, typescript, tsx, javascript, go, java, rust, ruby, php, csharp, cpp, c, kotlin.
      line 6, routes.1: names neither expert nor model. Right: one of the two, or both.
      line 8, speech.transcription.api_key_env: names EXPERT_NOT_THERE, which is not set. Right: an environment variable that is set.]
  `);
});
