import { z } from "zod";
import { formatNames } from "./formats/format.ts";

const counts = z.record(z.string(), z.int().nonnegative());
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const quantiles = z.object({ p50: z.int(), p90: z.int(), p99: z.int(), max: z.int() });

const tokensSchema = z.object({
  counted_by: z.enum(["server", "estimate"]),
  /** Whose tokenizer; null for the estimate. */
  model: z.string().nullable(),
  /** Examples that were counted: all of them, or a sample where a server counts. */
  counted: z.int().nonnegative(),
  prompt: quantiles,
  completion: quantiles,
  total: quantiles,
  max_length: z.int().positive(),
  /** Of the counted: longer than max_length, so that the end of the answer is not learned. */
  cut: z.int().nonnegative(),
  /** Of the counted: the prompt alone fills max_length. Trainers leave the example out silently. */
  dropped: z.int().nonnegative(),
});

const partSchema = z.object({
  rows: z.object({ train: z.int(), validation: z.int(), test: z.int() }),
  /** KTO only: which label is how frequent. */
  labels: z.object({ wanted: z.int(), unwanted: z.int() }).nullable(),
  /** `none` for code. */
  decided_by: counts,
  origins: counts,
  languages: counts,
  models: counts,
  /** Prompts that were made anew, since the prompt function changed since they were sent. */
  rerendered: z.int().nonnegative(),
  tokens: tokensSchema,
});

/** `manifest.json`: what a data set holds. A later version may add keys, and never changes one. */
export const manifestSchema = z.object({
  manifest_version: z.literal(1),
  id: z.string(),
  software: z.object({ name: z.literal("devflow"), version: z.string() }),
  formats: z.array(z.enum(formatNames)),
  /** What was asked for. */
  asked: z.object({
    experts: z.array(z.string()).nullable(),
    repositories: z.array(z.string()).nullable(),
    since: z.string().nullable(),
  }),
  /** Lines of the files of one format: the same in every format. */
  rows: z.int().nonnegative(),
  /** By expert, then by method. */
  experts: z.record(z.string(), z.record(z.string(), partSchema)),
  /** Examples that were not taken: by filter, then by reason. */
  refused: z.record(z.string(), counts),
  /** What the sources say about themselves, for example prompts that were rendered anew. */
  notes: z.record(z.string(), z.record(z.string(), z.union([z.number(), z.string()]))),
  splits: z.object({ reviews: z.string(), code: z.string(), same_prompt: z.string() }),
  labels: z.record(z.string(), z.string()),
  people: z.object({
    names: z.enum(["pseudonyms", "kept"]),
    /** Answers in which a name, mention or address was replaced. */
    masked_answers: z.int().nonnegative(),
    /** Prompts with an @ in them: they are as production asked them. */
    prompts_with_at_signs: z.int().nonnegative(),
  }),
  repositories: z.record(
    z.string(),
    z.object({
      rows: z.int(),
      pull_requests: z.int(),
      /** The commits that code was read at. */
      code_commits: z.array(z.string()),
      /** Of the oldest and the newest example. */
      from: z.string(),
      to: z.string(),
    }),
  ),
  files: z.array(z.object({ path: z.string(), rows: z.int(), bytes: z.int(), sha256 })),
});

export type Manifest = z.output<typeof manifestSchema>;
export type ManifestPart = z.output<typeof partSchema>;
