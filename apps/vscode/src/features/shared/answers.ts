import * as z from "zod";

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

const reviewRemark = z.object({
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
});

const edit = z.object({ start_line: z.int(), end_line: z.int(), text: z.string() }).nullable();

const reviewFinding = reviewRemark.extend({ edit });

/** Said on the branch's pull request, and open there. */
const saidRemark = reviewRemark.extend({
  /** Servers of before tell of none. */
  edit: edit.default(null),
  pull_request: z.object({ number: z.int(), url: z.string() }),
});

export const reviewAnswer = z.object({
  id: z.string(),
  findings: z.array(reviewFinding),
  /** Servers of before tell of none. */
  already_said: z.array(saidRemark).default([]),
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
export type SaidRemark = z.infer<typeof saidRemark>;
/** To be shown: new, or said on the pull request already. */
export type ReviewFinding = z.infer<typeof reviewFinding> &
  Partial<Pick<SaidRemark, "pull_request">>;
export type ReviewAnswer = z.infer<typeof reviewAnswer>;

/** A file as the gateway takes it. */
export interface FileToSend {
  path: string;
  text: string;
  selection: { start_line: number; end_line: number } | null;
}
