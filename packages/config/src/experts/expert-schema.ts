import { z } from "zod";
import { parsed } from "../parsed.ts";
import { readExpertUrl } from "../url-kinds.ts";
import { fimFamilyNames } from "./expert-names.ts";
import { decimal, key, secretKey, share, wholeNumber } from "./key.ts";

/** How a model server of any kind is reached. */
export const endpointKeys = {
  url: key(
    parsed({ read: readExpertUrl }),
    "a URL such as http://127.0.0.1:8000/v1",
    "OpenAI-compatible server, with or without /v1.",
  ),
  model: key(
    z.string().min(1).optional(),
    "a model's name as the server knows it",
    "Default: the first model that the server lists.",
  ),
  api_key: secretKey(z.string().min(1).optional(), "a text", "Bearer token for the server."),
  // The prefix keeps a file from a foreign folder from sending any other variable to its server.
  api_key_env: key(
    z
      .string()
      .regex(/^EXPERT_[A-Z0-9_]+$/)
      .optional(),
    "the name of an environment variable that begins with EXPERT_",
    "Environment variable with the bearer token, instead of api_key.",
  ),
  headers: secretKey(
    z.record(z.string().regex(/^[A-Za-z0-9-]+$/), z.string()).default({}),
    "a map of header names and texts",
    "Further headers of every request.",
  ),
};

/** One expert. Defaults suit Llama-2-13B with a LoRA adapter behind vLLM. */
const reviewKeys = {
  ...endpointKeys,
  api: key(
    z.enum(["chat", "completions"]).default("chat"),
    "one of chat, completions",
    "`completions` for a Llama-2 model that the server has no chat template for. Default: chat.",
  ),
  window_tokens: wholeNumber(4_096, 512, 10_000_000, "Prompt and answer together, in tokens."),
  max_output_tokens: key(
    z.int().min(16).max(1_000_000).optional(),
    "a whole number from 16 to 1000000",
    "Longest answer to anything but a completion, in tokens. Default: 1024 for reviews; for changes that an editor asks for a third of the window, at most 4096.",
  ),
  temperature: decimal(0.2, 0, 2, "Sampling temperature."),
  top_p: key(
    z.number().gt(0).max(1).optional(),
    "a number above 0, at most 1",
    "Nucleus sampling. Default: the server's.",
  ),
  timeout_ms: wholeNumber(120_000, 1_000, 3_600_000, "Longest wait for one answer."),
  concurrency: wholeNumber(4, 1, 256, "Requests side by side."),
  retries: wholeNumber(2, 0, 10, "Further tries after a failure that may pass."),
  tokenizer: key(
    z.enum(["server", "estimate"]).default("server"),
    "one of server, estimate",
    "How tokens are counted: by the server where it can, or by a careful estimate. Default: server.",
  ),
};

/** Code while somebody types. The defaults of sampling are those of the study that DevFlow follows. */
const completion = z.strictObject({
  temperature: decimal(0.2, 0, 2, "Sampling temperature."),
  max_tokens: wholeNumber(
    256,
    1,
    8_192,
    "Longest completion, in tokens, at most half of the window.",
  ),
  top_p: share(0.95, "Nucleus sampling."),
  frequency_penalty: decimal(0.1, -2, 2, "Against repetition."),
  timeout_ms: wholeNumber(10_000, 100, 600_000, "Longest wait for a completion."),
  concurrency: wholeNumber(16, 1, 1_024, "Completions side by side, beside `concurrency`."),
});

const explanation = z.strictObject({
  temperature: decimal(0.3, 0, 2, "Sampling temperature."),
  max_tokens: wholeNumber(
    512,
    16,
    1_000_000,
    "Longest answer, in tokens, at most half of the window.",
  ),
  top_p: share(0.9, "Nucleus sampling."),
});

const assistantKeys = {
  tasks: key(
    z
      .array(z.enum(["completion", "chat"]))
      .min(1)
      .default(["completion", "chat"]),
    "a list of completion, chat",
    "What editors ask it: `[completion]` for a base model that cannot talk. Default: both.",
  ),
  fim: key(
    z.enum(["auto", "none", ...fimFamilyNames]).default("auto"),
    `one of auto, none, ${fimFamilyNames.join(", ")}`,
    "The family whose words ask for code between two texts. Default: auto, told by the model's name.",
  ),
  server: key(
    z.enum(["auto", "openai", "vllm", "llama_cpp", "ollama"]).default("auto"),
    "one of auto, openai, vllm, llama_cpp, ollama",
    "What the server is, for what each does differently. Default: auto, told by its list of models.",
  ),
  fallbacks: key(
    z.array(z.string().min(1)).max(8).optional(),
    "a list of experts of this file",
    "Who is asked instead, in this order, when it cannot. Default: default.",
  ),
  queue: wholeNumber(64, 0, 10_000, "Requests that wait; further ones are refused at once (429)."),
  completion: completion.prefault({}).describe("Sampling and limits of completions."),
  explanation: explanation.prefault({}).describe("Sampling of explanations and other answers."),
};

/** One expert as people write it. */
export const expertSchema = z.strictObject({ ...reviewKeys, ...assistantKeys });

export type ExpertValues = z.output<typeof expertSchema>;
