import { z } from "zod";
import { keptContent } from "../content/model.ts";

/**
 * What is told of use, one line each. Every event has a version of its own, which grows when a field changes its
 * meaning, and two levels: `noCode` has ids, counts and times, `all` has the texts too, where they are
 * kept. The first is the second without `content`.
 */
const who = {
  version: z.literal(1),
  at: z.iso.datetime(),
  person_id: z.int(),
};
const asked = {
  teams: z.array(z.string()),
  repository_id: z.int().nullable(),
  editor: z.string(),
  content: keptContent.nullable(),
};

const completionServed = z.object({
  event: z.literal("completion_served"),
  ...who,
  id: z.string(),
  ...asked,
  language: z.string(),
  trigger: z.enum(["automatic", "manual"]),
  source: z.string(),
  expert: z.string(),
  model: z.string(),
  prefix_chars: z.int(),
  suffix_chars: z.int(),
  choices: z.array(z.object({ index: z.int(), chars: z.int(), lines: z.int() })),
  filters: z.record(z.string(), z.number()),
  total_ms: z.number(),
  retrieval_ms: z.number().nullable(),
  first_text_ms: z.number().nullable(),
  expert_ms: z.number().nullable(),
});

const completionBecame = z.object({
  event: z.literal("completion_became"),
  ...who,
  completion_id: z.string(),
  kind: z.enum(["view", "select", "dismiss", "partial", "retained"]),
  choice_index: z.int(),
  view_id: z.string(),
  elapsed_ms: z.int().nullable(),
  accepted_chars: z.int().nullable(),
  accepted_lines: z.int().nullable(),
  retained_share: z.number().nullable(),
  client_ms: z.number().nullable(),
});

const assistUsed = z.object({
  event: z.literal("assist_used"),
  ...who,
  id: z.string(),
  ...asked,
  feature: z.string(),
  language: z.string().nullable(),
  expert: z.string().nullable(),
  model: z.string().nullable(),
  prompt_tokens: z.int().nullable(),
  completion_tokens: z.int().nullable(),
  total_ms: z.number(),
  first_text_ms: z.number().nullable(),
  lines_added: z.int().nullable(),
  lines_deleted: z.int().nullable(),
  outcome: z.enum(["answered", "cancelled", "failed"]),
  applied: z.string().nullable(),
});

const withoutCode = { content: true } as const;

/** Each event by its level. */
export const usageEventSchemas = {
  all: z.discriminatedUnion("event", [completionServed, completionBecame, assistUsed]),
  noCode: z.discriminatedUnion("event", [
    completionServed.omit(withoutCode),
    completionBecame,
    assistUsed.omit(withoutCode),
  ]),
};

export type UsageEventLevel = keyof typeof usageEventSchemas;

export type UsageEvent =
  | z.output<(typeof usageEventSchemas)["all"]>
  | z.output<(typeof usageEventSchemas)["noCode"]>;
