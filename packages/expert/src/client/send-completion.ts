import { ExternalError } from "@devflow/errors";
import type { OpenAI } from "openai";
import { z } from "zod";
import { stripThinking } from "../findings/strip-thinking.ts";
import type { Completion } from "../model.ts";
import type { Prompt } from "../prompts/draft-prompt.ts";
import { LLAMA2_STOPS, llama2Prompt } from "./llama2-prompt.ts";
import { toExpertError } from "./to-expert-error.ts";

export interface SendOptions {
  api: "chat" | "completions";
  model: string;
  prompt: Prompt;
  maxOutputTokens: number;
  temperature: number;
  topP: number | null;
  signal: AbortSignal | undefined;
}

/** Some servers leave it out or fill it with anything; the answer is worth no less for it. */
const counted = z.int().nonnegative().nullish().catch(null);
const usage = z
  .object({ prompt_tokens: counted, completion_tokens: counted })
  .nullish()
  .catch(null);

const chatAnswer = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({ content: z.string().nullish() }),
        finish_reason: z.string().nullish(),
      }),
    )
    .min(1),
  usage,
});

const textAnswer = z.object({
  choices: z.array(z.object({ text: z.string(), finish_reason: z.string().nullish() })).min(1),
  usage,
});

/**
 * One request, one answer; no retries.
 *
 * @throws ExternalError: see {@link toExpertError}; `empty_answer` when not a word is left after
 * the reasoning, most often because it used up the output tokens; `content_filter` when the server
 * held the answer back. The signal's reason when the caller cancelled.
 */
export async function sendCompletion(client: OpenAI, options: SendOptions): Promise<Completion> {
  const answer = await exchange(client, options);
  if (answer.finishReason === "content_filter") throw refused("content_filter");
  const text = stripThinking(answer.text);
  if (text.trim() === "") throw refused("empty_answer");
  return {
    text,
    finishReason: answer.finishReason === "length" ? "length" : "stop",
    promptTokens: answer.usage?.prompt_tokens ?? null,
    completionTokens: answer.usage?.completion_tokens ?? null,
  };
}

interface Answer {
  text: string;
  finishReason: string;
  usage: z.infer<typeof usage>;
}

async function exchange(client: OpenAI, options: SendOptions): Promise<Answer> {
  try {
    return options.api === "chat" ? await chat(client, options) : await complete(client, options);
  } catch (error) {
    if (options.signal?.aborted) throw options.signal.reason;
    throw toExpertError(error);
  }
}

async function chat(client: OpenAI, options: SendOptions): Promise<Answer> {
  const { prompt, signal } = options;
  const body = await client.chat.completions.create(
    {
      ...sampling(options),
      messages: [
        { role: "system", content: prompt.system },
        { role: "user", content: prompt.user },
      ],
    },
    { signal: signal ?? null },
  );
  const { choices, usage } = chatAnswer.parse(body);
  const choice = choices[0];
  return { text: choice?.message.content ?? "", finishReason: choice?.finish_reason ?? "", usage };
}

async function complete(client: OpenAI, options: SendOptions): Promise<Answer> {
  const body = await client.completions.create(
    { ...sampling(options), prompt: llama2Prompt(options.prompt), stop: LLAMA2_STOPS },
    { signal: options.signal ?? null },
  );
  const { choices, usage } = textAnswer.parse(body);
  const choice = choices[0];
  return { text: choice?.text ?? "", finishReason: choice?.finish_reason ?? "", usage };
}

/** `max_tokens` and not its successor: it is the name that every compatible server knows. */
function sampling({ model, maxOutputTokens, temperature, topP }: SendOptions) {
  return {
    model,
    max_tokens: maxOutputTokens,
    temperature,
    ...(topP === null ? {} : { top_p: topP }),
  };
}

function refused(code: "empty_answer" | "content_filter"): ExternalError {
  const what = code === "empty_answer" ? "gave an empty answer" : "held its answer back";
  return new ExternalError(`The expert ${what}`, { service: "expert", retryable: false, code });
}
