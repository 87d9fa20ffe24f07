import { z } from "zod";

/** Longest that anything of ours is looked after: the last look at a kept text is after ten minutes. */
const mostElapsedMs = 86_400_000;
const count = z.int().min(0).max(1_000_000);

const event = z
  .object({
    type: z
      .enum(["view", "select", "dismiss", "partial", "retained"])
      .describe("`partial` and `retained` are ours: a part was taken; what is left of it later."),
    completion_id: z
      .string()
      .regex(/^cmpl-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, "is no id of a completion"),
    choice_index: z.int().min(0).max(100),
    view_id: z
      .string()
      .regex(/^[\x20-\x7e]{0,200}$/, "is no id of a showing")
      .nullish()
      .describe("Of one showing; events with another one are others."),
    elapsed: z
      .number()
      .min(0)
      .max(mostElapsedMs)
      .nullish()
      .describe("Milliseconds since it was shown; for `retained` since it was accepted."),
    select_kind: z.enum(["line"]).nullish().describe("Only a part was taken, as Tabby says it."),
    accepted_chars: count.nullish(),
    accepted_lines: count.nullish(),
    retained_share: z
      .number()
      .min(0)
      .max(1)
      .nullish()
      .describe("How much of the accepted text is still there, by edit distance."),
    client_ms: z
      .number()
      .min(0)
      .max(mostElapsedMs)
      .nullish()
      .describe("With `view`: from sending the request to its answer, as the editor measured it."),
  })
  .meta({ id: "Event" });

export type SentEvent = z.output<typeof event>;

/** What fits into one batch: a second of typing by a busy person, many times over. */
const mostEvents = 200;

const batch = z
  .object({ events: z.array(event).min(1).max(mostEvents) })
  .meta({ id: "EventBatch" });

/** One, or several at once. */
export const eventRequest = z.union([event, batch]);

export const eventQuery = z.object({
  select_kind: z.enum(["line"]).optional().describe("As in the body; where Tabby sends it."),
});

export const eventAnswer = z
  .object({ events: z.int().min(0).describe("How many were taken.") })
  .meta({ id: "EventAnswer" });
