import { z } from "zod";
import { editedFileSchema, repositorySchema } from "./files.ts";

const textPart = z.object({ type: z.literal("text"), text: z.string().max(1_000_000) });

const message = z.object({
  role: z
    .enum(["system", "developer", "user", "assistant"])
    .describe("`developer` counts as `system`."),
  content: z
    .union([z.string().max(1_000_000), z.array(textPart).max(100)])
    .describe("Text; pictures and sound are not taken."),
});

/** OpenAI's shape; what is not listed is not looked at. */
export const chatRequest = z
  .object({
    model: z
      .string()
      .min(1)
      .max(200)
      .describe("A name of `/v1/models`: an expert, or a model of one; `auto` for the default."),
    messages: z.array(message).min(1).max(200),
    stream: z.boolean().nullish(),
    stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
    max_tokens: z.int().min(1).nullish(),
    max_completion_tokens: z.int().min(1).nullish(),
    temperature: z.number().min(0).max(2).nullish(),
    top_p: z.number().gt(0).max(1).nullish(),
    frequency_penalty: z.number().min(-2).max(2).nullish(),
    stop: z
      .union([z.string().min(1).max(200), z.array(z.string().min(1).max(200)).max(8)])
      .nullish(),
    seed: z.int().nullish(),
    n: z.literal(1).nullish(),
    devflow: z
      .object({ repository: repositorySchema, files: z.array(editedFileSchema).max(20).nullish() })
      .nullish()
      .describe(
        "Code to go with the conversation: files as the editor has them, and what the index of the repository has for them.",
      ),
  })
  .meta({ id: "ChatRequest" });

const usage = z.object({
  prompt_tokens: z.int(),
  completion_tokens: z.int(),
  total_tokens: z.int(),
});

const finishReason = z.enum(["stop", "length"]);

export const chatAnswer = z
  .object({
    id: z.string(),
    object: z.literal("chat.completion"),
    created: z.int(),
    model: z.string(),
    choices: z.array(
      z.object({
        index: z.literal(0),
        message: z.object({ role: z.literal("assistant"), content: z.string() }),
        finish_reason: finishReason,
        logprobs: z.null(),
      }),
    ),
    usage: usage.optional(),
  })
  .meta({ id: "ChatAnswer" });

export const chatChunk = z
  .object({
    id: z.string(),
    object: z.literal("chat.completion.chunk"),
    created: z.int(),
    model: z.string(),
    choices: z.array(
      z.object({
        index: z.literal(0),
        delta: z.object({
          role: z.literal("assistant").optional(),
          content: z.string().optional(),
        }),
        finish_reason: finishReason.nullable(),
        logprobs: z.null(),
      }),
    ),
    usage: usage.nullish(),
  })
  .meta({ id: "ChatChunk" });
