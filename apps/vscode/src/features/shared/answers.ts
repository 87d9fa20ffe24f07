import { z } from "zod";

/** What the gateway answers, as far as it is used here; what is new in it is passed over. */

export const citation = z.object({
  /** The text refers to it as `[number]`. */
  number: z.int(),
  path: z.string(),
  start_line: z.int(),
  end_line: z.int(),
  /** Null for a file as it was sent. */
  commit: z.string().nullable(),
  reason: z.string(),
  is_cited: z.boolean(),
});

export const patch = z.object({
  diff: z.string(),
  files: z.array(z.object({ path: z.string(), text: z.string(), is_new: z.boolean() })),
});

export const explanation = z.object({
  id: z.string(),
  text: z.string(),
  model: z.string(),
  citations: z.array(citation),
});

export const changeAnswer = z.object({
  id: z.string(),
  text: z.string(),
  model: z.string(),
  patch: patch.nullable(),
  refused: z.array(z.object({ path: z.string(), reason: z.string() })),
  tests: z.object({ path: z.string(), framework: z.string() }).nullable(),
});

export const searchHit = z.object({
  repository: z.string(),
  path: z.string(),
  start_line: z.int(),
  end_line: z.int(),
  kind: z.string(),
  symbol: z.string().nullable(),
  text: z.string(),
  commit: z.string(),
  age_seconds: z.int().nullable(),
  reasons: z.array(z.string()),
});

export const searchAnswer = z.object({ hits: z.array(searchHit), note: z.string().nullish() });

export const reviewFinding = z.object({
  fingerprint: z.string(),
  path: z.string(),
  side: z.enum(["LEFT", "RIGHT"]),
  start_line: z.int(),
  line: z.int(),
  severity: z.enum(["critical", "high", "medium", "low"]),
  category: z.string(),
  title: z.string(),
  body: z.string(),
  source: z.string(),
  edit: z.object({ start_line: z.int(), end_line: z.int(), text: z.string() }).nullable(),
});

export const reviewAnswer = z.object({
  id: z.string(),
  findings: z.array(reviewFinding),
  files_reviewed: z.array(z.string()),
  left_out: z.array(z.object({ path: z.string(), reason: z.string() })),
  problems: z.array(z.string()),
  expert: z.object({
    state: z.string(),
    model: z.string().nullable(),
    reason: z.string().nullable(),
  }),
});

export type Citation = z.infer<typeof citation>;
export type Explanation = z.infer<typeof explanation>;
export type ChangeAnswer = z.infer<typeof changeAnswer>;
export type SearchHit = z.infer<typeof searchHit>;
export type ReviewFinding = z.infer<typeof reviewFinding>;
export type ReviewAnswer = z.infer<typeof reviewAnswer>;

/** A file as the gateway takes it. */
export interface FileToSend {
  path: string;
  text: string;
  selection: { start_line: number; end_line: number } | null;
}
