import { INTENTS, type Intent } from "@devflow/expert";
import { z } from "zod";
import { citationSchema, finishReasonSchema, patchSchema } from "./answers.ts";
import { answerLanguageSchema, editedFileSchema, repositorySchema } from "./files.ts";
import { searchAnswer } from "./search.ts";

/** Ten minutes of compressed speech; what OpenAI's transcription takes. */
export const voiceBytes = 25 * 1024 * 1024;

/** What the field `request` holds as JSON. */
export const voiceContext = z
  .object({
    repository: repositorySchema,
    files: z.array(editedFileSchema).max(20).nullish().describe("What is meant by `this`."),
    answer_language: answerLanguageSchema,
    is_audio_wanted: z
      .boolean()
      .nullish()
      .describe("False: text only. Default: sound too, where a speech endpoint is configured."),
  })
  .meta({ id: "VoiceContext" });

export const voiceRequest = z
  .object({
    audio: z.file().min(1).max(voiceBytes).describe("What was said, for example WebM or WAV."),
    request: z
      .string()
      .max(8 * 1024 * 1024)
      .optional()
      .describe("JSON of a VoiceContext."),
  })
  .meta({ id: "VoiceRequest" });

const intents = Object.keys(INTENTS) as [Intent, ...Intent[]];

export const voiceAnswer = z
  .object({
    id: z.string(),
    transcript: z.string().describe("What was understood."),
    intent: z.enum(intents).describe("What was done."),
    text: z.string().describe("Markdown."),
    finish_reason: finishReasonSchema,
    model: z.string().nullable().describe("Null where no model was asked."),
    patch: patchSchema.nullable(),
    citations: z.array(citationSchema),
    hits: searchAnswer.shape.hits.describe("Of a search."),
    audio: z
      .object({ content_type: z.string(), base64: z.string() })
      .nullable()
      .describe("The answer as sound; null without a speech endpoint, or where it failed."),
  })
  .meta({ id: "VoiceAnswer" });
