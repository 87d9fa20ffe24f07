import type { IncomingHttpHeaders } from "node:http";
import { draftPrompt, replyPrompt, stillStandsPrompt, verifyPrompt } from "@devflow/expert";
import { z } from "zod";

/** How a request ended, seen from the server. */
export type RequestOutcome = "answered" | "aborted" | "cut";

/** One completion request as the server got it. */
export interface ModelRequest {
  /** From 1. */
  number: number;
  endpoint: "chat" | "completions";
  /** Told from the prompt's system text. */
  purpose: "draft" | "verify" | "still_stands" | "reply" | "other";
  model: string;
  /** Empty on the completions endpoint, where `user` is the whole prompt. */
  system: string;
  user: string;
  maxTokens: number | null;
  temperature: number | null;
  headers: IncomingHttpHeaders;
}

/** A request with its end. */
export interface RecordedRequest extends ModelRequest {
  /** Null while it runs. */
  outcome: RequestOutcome | null;
  /** Settles when the exchange is over: answered, or the client went away. */
  ended: Promise<RequestOutcome>;
}

const common = {
  model: z.string(),
  max_tokens: z.number().nullish(),
  temperature: z.number().nullish(),
};

const chatBody = z.object({
  ...common,
  messages: z.array(z.object({ role: z.string(), content: z.string() })).min(1),
});

const completionBody = z.object({ ...common, prompt: z.string() });

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
  endpoint: "chat" | "completions",
  body: unknown,
  headers: IncomingHttpHeaders,
): Omit<ModelRequest, "number"> {
  const { system, user, ...rest } =
    endpoint === "chat"
      ? readChat(chatBody.parse(body))
      : readCompletion(completionBody.parse(body));
  return {
    endpoint,
    purpose: purposeOf(`${system}\n${user}`),
    model: rest.model,
    system,
    user,
    maxTokens: rest.max_tokens ?? null,
    temperature: rest.temperature ?? null,
    headers,
  };
}

function readChat({ messages, ...rest }: z.infer<typeof chatBody>) {
  const byRole = (role: string) =>
    messages.flatMap((message) => (message.role === role ? [message.content] : [])).join("\n");
  return { ...rest, system: byRole("system"), user: byRole("user") };
}

function readCompletion({ prompt, ...rest }: z.infer<typeof completionBody>) {
  return { ...rest, system: "", user: prompt };
}

function purposeOf(prompt: string): ModelRequest["purpose"] {
  if (prompt.includes(DRAFT_SYSTEM)) return "draft";
  if (prompt.includes(STILL_STANDS_SYSTEM)) return "still_stands";
  if (prompt.includes(REPLY_SYSTEM)) return "reply";
  return prompt.includes(VERIFY_SYSTEM) ? "verify" : "other";
}
