import type { IncomingHttpHeaders } from "node:http";
import { draftPrompt, replyPrompt, stillStandsPrompt, verifyPrompt } from "@devflow/expert";
import { z } from "zod";

/** How a request ended, seen from the server. */
export type RequestOutcome = "answered" | "aborted" | "cut";

/** `infill` is llama.cpp's, `generate` Ollama's. */
export type Endpoint = "chat" | "completions" | "infill" | "generate";

/** One completion request as the server got it. */
export interface ModelRequest {
  /** From 1. */
  number: number;
  endpoint: Endpoint;
  /** Told from the prompt's system text. */
  purpose: "draft" | "verify" | "still_stands" | "reply" | "other";
  model: string;
  /** Empty where there are no messages: then `user` is the whole prompt, on `infill` what stands before the hole. */
  system: string;
  user: string;
  /** The answer is sent in pieces. */
  isStream: boolean;
  maxTokens: number | null;
  temperature: number | null;
  headers: IncomingHttpHeaders;
  /** As it was sent. */
  body: Readonly<Record<string, unknown>>;
}

/** A request with its end. */
export interface RecordedRequest extends ModelRequest {
  /** Null while it runs. */
  outcome: RequestOutcome | null;
  /** Settles when the exchange is over: answered, or the client went away. */
  ended: Promise<RequestOutcome>;
}

const common = {
  model: z.string().default(""),
  max_tokens: z.number().nullish(),
  temperature: z.number().nullish(),
  stream: z.boolean().default(false),
};

const chatBody = z.object({
  ...common,
  messages: z.array(z.object({ role: z.string(), content: z.string() })).min(1),
});

const completionBody = z.object({ ...common, prompt: z.string() });
const infillBody = z.object({
  ...common,
  n_predict: z.number().nullish(),
  input_prefix: z.string(),
  input_suffix: z.string(),
  input_extra: z.array(z.object({ filename: z.string(), text: z.string() })).default([]),
  prompt: z.string().default(""),
});
const generateBody = z.object({
  ...common,
  // Ollama streams unless it is told not to.
  stream: z.boolean().default(true),
  prompt: z.string(),
  options: z
    .object({ num_predict: z.number().nullish(), temperature: z.number().nullish() })
    .default({}),
});

const EMPTY_HUNK = { path: "", language: "", rendered: "" };
const DRAFT_SYSTEM = draftPrompt({
  repository: "",
  title: "",
  description: "",
  instructions: "",
  language: "",
  hunks: [],
  context: [],
  facts: [],
}).system;
const VERIFY_SYSTEM = verifyPrompt({
  finding: {
    path: "",
    quote: "",
    severity: "low",
    category: "",
    title: "",
    body: "",
    suggestion: null,
  },
  hunk: EMPTY_HUNK,
  context: [],
}).system;

const STILL_STANDS_SYSTEM = stillStandsPrompt({
  remark: { category: "", title: "", body: "" },
  hunk: EMPTY_HUNK,
}).system;

const REPLY_SYSTEM = replyPrompt({
  remark: { category: "", title: "", body: "" },
  reply: "",
}).system;

/** Reads the body of a completion request; throws a ZodError when it is none. */
export function readModelRequest(
  endpoint: Endpoint,
  body: unknown,
  headers: IncomingHttpHeaders,
): Omit<ModelRequest, "number"> {
  const { system, user, ...rest } = readers[endpoint](body);
  return {
    endpoint,
    purpose: purposeOf(`${system}\n${user}`),
    model: rest.model,
    system,
    user,
    isStream: rest.stream,
    maxTokens: rest.max_tokens ?? null,
    temperature: rest.temperature ?? null,
    headers,
    body: z.record(z.string(), z.unknown()).parse(body),
  };
}

const readers = {
  chat(body: unknown) {
    const { messages, ...rest } = chatBody.parse(body);
    const byRole = (role: string) =>
      messages.flatMap((message) => (message.role === role ? [message.content] : [])).join("\n");
    return { ...rest, system: byRole("system"), user: byRole("user") };
  },
  completions(body: unknown) {
    const { prompt, ...rest } = completionBody.parse(body);
    return { ...rest, system: "", user: prompt };
  },
  infill(body: unknown) {
    const { input_prefix, prompt, n_predict, ...rest } = infillBody.parse(body);
    return { ...rest, max_tokens: n_predict, system: "", user: input_prefix + prompt };
  },
  generate(body: unknown) {
    const { prompt, options, ...rest } = generateBody.parse(body);
    const { num_predict: max_tokens, temperature } = options;
    return { ...rest, max_tokens, temperature, system: "", user: prompt };
  },
};

function purposeOf(prompt: string): ModelRequest["purpose"] {
  if (prompt.includes(DRAFT_SYSTEM)) return "draft";
  if (prompt.includes(STILL_STANDS_SYSTEM)) return "still_stands";
  if (prompt.includes(REPLY_SYSTEM)) return "reply";
  return prompt.includes(VERIFY_SYSTEM) ? "verify" : "other";
}
