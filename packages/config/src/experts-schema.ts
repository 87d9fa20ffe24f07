import { z } from "zod";
import { keyFacts } from "./key-facts.ts";
import { parsed } from "./parsed.ts";
import { readExpertUrl } from "./url-kinds.ts";

function key<S extends z.ZodType>(schema: S, expected: string, meaning: string): S {
  const described = schema.describe(meaning);
  keyFacts.add(described, { expected, isSecret: false });
  return described;
}

function secretKey<S extends z.ZodType>(schema: S, expected: string, meaning: string): S {
  const described = schema.describe(meaning);
  keyFacts.add(described, { expected, isSecret: true });
  return described;
}

function wholeNumber(standard: number, minimum: number, maximum: number, meaning: string) {
  return key(
    z.int().min(minimum).max(maximum).default(standard),
    `a whole number from ${minimum} to ${maximum}`,
    `${meaning} Default: ${standard}.`,
  );
}

/** One expert. Defaults suit Llama-2-13B with a LoRA adapter behind vLLM. */
export const expertSchema = z.strictObject({
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
  api: key(
    z.enum(["chat", "completions"]).default("chat"),
    "one of chat, completions",
    "`completions` for a Llama-2 model that the server has no chat template for. Default: chat.",
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
  window_tokens: wholeNumber(4_096, 512, 10_000_000, "Prompt and answer together, in tokens."),
  max_output_tokens: wholeNumber(1_024, 16, 1_000_000, "Longest answer, in tokens."),
  temperature: key(
    z.number().min(0).max(2).default(0.2),
    "a number from 0 to 2",
    "Sampling temperature. Default: 0.2.",
  ),
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
});

/** `experts.yaml` as people write it. */
export const expertsFileSchema = z.strictObject({
  experts: z
    .strictObject({ review: expertSchema.optional().describe("Reviews pull requests.") })
    .prefault({}),
});
