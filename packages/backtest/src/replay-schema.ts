import { z } from "zod";
import type { NotReplayed, Replay } from "./model.ts";

const place = {
  path: z.string(),
  side: z.enum(["LEFT", "RIGHT"]),
  startLine: z.int(),
  line: z.int(),
};

const laterCommit = { sha: z.string(), subject: z.string(), daysLater: z.number() };

const comment = z.strictObject({
  ...place,
  severity: z.string(),
  category: z.string(),
  source: z.string(),
  title: z.string(),
  body: z.string(),
  suggestion: z.string().nullable(),
  excerpt: z
    .array(
      z.strictObject({
        kind: z.enum(["context", "added", "removed"]),
        number: z.int().nullable(),
        text: z.string(),
      }),
    )
    .nullable(),
});

/** A replayed change as it is written down, so that a run can go on where it stopped. */
export const replaySchema: z.ZodType<Replay> = z.strictObject({
  change: z.strictObject({
    name: z.string(),
    title: z.string(),
    author: z.string().nullable(),
    baseSha: z.string(),
    headSha: z.string(),
    landedSha: z.string(),
    landedAt: z.string(),
  }),
  addedLines: z.record(z.string(), z.array(z.tuple([z.int(), z.int()]))),
  humans: z
    .array(
      z.strictObject({ kind: z.literal("human"), ...place, author: z.string(), body: z.string() }),
    )
    .nullable(),
  humansOnLaterCode: z.int(),
  fixes: z.array(z.strictObject({ kind: z.literal("fix"), ...place, ...laterCommit })).nullable(),
  revertedBy: z.array(z.strictObject(laterCommit)),
  reviews: z.array(
    z.strictObject({
      comments: z.array(comment),
      expertFailure: z.string().nullable(),
      durationMs: z.number(),
      tokens: z.number(),
    }),
  ),
});

export const notReplayedSchema: z.ZodType<NotReplayed> = z.strictObject({
  name: z.string(),
  title: z.string(),
  reason: z.string(),
  detail: z.string().nullable(),
});
