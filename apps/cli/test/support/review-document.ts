import { z } from "zod";

const severity = z.enum(["critical", "high", "medium", "low"]);
const milliseconds = z.int().min(0);
const sha = z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/);

/**
 * The documented JSON of `devflow review --format json`. Tools outside read these keys; further
 * keys may come, so that unknown ones are no error.
 */
export const reviewDocument = z.object({
  review: z.object({
    base: sha,
    head: z.union([sha, z.literal("worktree")]),
    expert: z.object({ url: z.url(), model: z.string() }).nullable(),
    memory: z
      .strictObject({
        repository: z.string(),
        pull_request: z.int().nullable(),
        dismissals: z.int().min(0),
        remembered_rules: z.int().min(0),
      })
      .nullable(),
    files_reviewed: z.array(z.string()),
    files_left_out: z.array(z.strictObject({ path: z.string(), reason: z.string().min(1) })),
    timings_ms: z.strictObject({
      index: milliseconds,
      context: milliseconds,
      draft: milliseconds,
      verify: milliseconds,
      total: milliseconds,
    }),
  }),
  findings: z.array(
    z.strictObject({
      path: z.string(),
      side: z.enum(["LEFT", "RIGHT"]),
      start_line: z.int().min(1),
      line: z.int().min(1),
      severity,
      category: z.string().min(1),
      title: z.string().min(1),
      body: z.string().min(1),
      suggestion: z.string().nullable(),
      confidence: z.number().min(0).max(1),
      source: z.string().regex(/^(expert|rule:[\w./-]+|secret:[\w./-]+)$/),
      fingerprint: z.string().min(1),
    }),
  ),
  held: z.array(
    z.object({
      path: z.string(),
      line: z.int().min(1).nullable(),
      title: z.string(),
      reason: z.string().min(1),
    }),
  ),
});

export type ReviewDocument = z.infer<typeof reviewDocument>;

/** The whole standard output has to be the document. */
export function parseReview(stdout: string): ReviewDocument {
  return reviewDocument.parse(JSON.parse(stdout));
}
