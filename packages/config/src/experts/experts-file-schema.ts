import { z } from "zod";
import { expertMeanings } from "./expert-names.ts";
import { endpointKeys, expertSchema } from "./expert-schema.ts";
import { key, wholeNumber } from "./key.ts";

const expertKeys: Record<string, z.ZodOptional<typeof expertSchema>> = Object.fromEntries(
  Object.entries(expertMeanings).map(([name, meaning]) => [
    name,
    expertSchema.optional().describe(meaning),
  ]),
);

/** A rule of who is asked; the first one that fits decides. */
export const routeSchema = z.strictObject({
  repository: key(
    z.string().min(1).optional(),
    "a repository or a glob such as acme/payments-*",
    "Repositories that it is about. Default: all.",
  ),
  team: key(
    z.string().min(1).optional(),
    "a team's name",
    "The team that it is about, as the identity provider or `devflow people` names it. Default: all.",
  ),
  language: key(z.string().min(1).optional(), "a language such as python", "Default: all."),
  expert: key(
    z.string().min(1).optional(),
    "an expert of this file",
    "Who is asked. Default: the expert of the language.",
  ),
  model: key(
    z.string().min(1).optional(),
    "a model or adapter of the expert's server",
    "Asked instead of the expert's own model.",
  ),
});

export const transcriptionSchema = z.strictObject({
  ...endpointKeys,
  language: key(
    z
      .string()
      .regex(/^[a-z]{2,3}$/)
      .optional(),
    "a language code such as en",
    "What is spoken. Default: the server finds out.",
  ),
  timeout_ms: wholeNumber(60_000, 1_000, 3_600_000, "Longest wait."),
});

export const synthesisSchema = z.strictObject({
  ...endpointKeys,
  voice: key(z.string().min(1).default("alloy"), "a voice of the server", "Default: alloy."),
  format: key(
    z.enum(["mp3", "wav", "opus", "flac"]).default("mp3"),
    "one of mp3, wav, opus, flac",
    "Default: mp3.",
  ),
  timeout_ms: wholeNumber(60_000, 1_000, 3_600_000, "Longest wait."),
});

/** `experts.yaml` as people write it. */
export const expertsFileSchema = z.strictObject({
  experts: z.strictObject(expertKeys).prefault({}).describe("Models, by what they are for."),
  routes: key(
    z.array(routeSchema).max(200).default([]),
    "a list of routes",
    "Other experts or models for a repository, a team or a language. The first one that fits decides.",
  ),
  speech: z
    .strictObject({
      transcription: transcriptionSchema.optional().describe("Words out of speech."),
      synthesis: synthesisSchema.optional().describe("Speech out of words."),
    })
    .prefault({})
    .describe("For `POST /v1/voice`."),
});

export type ExpertsFile = z.output<typeof expertsFileSchema>;
