import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { Queryable } from "@devflow/database";
import { type ReviewedDraft, signalKinds } from "@devflow/dataset";
import { z } from "zod";

const decompress = promisify(gunzip);

/** Drafts that are held in memory at once: 30 kB each, unpacked. */
const PAGE = 200;

/** Another pull request that touches the file so soon after the merge may well have put it right. */
const SOON_HOURS = 72;

const severity = z.enum(["critical", "high", "medium", "low"]);
const side = z.enum(["LEFT", "RIGHT"]);

/** The input of the prompt function, as production stored it. */
const inputSchema = z.object({
  repository: z.string(),
  title: z.string(),
  description: z.string(),
  instructions: z.string(),
  language: z.string(),
  facts: z.array(z.string()),
  hunks: z.array(z.object({ path: z.string(), language: z.string(), rendered: z.string() })),
  context: z.array(
    z.object({
      kind: z.string(),
      path: z.string(),
      reason: z.string(),
      text: z.string(),
      startLine: z.number(),
      endLine: z.number(),
    }),
  ),
});

/** What the expert writes of a finding, in its answer and in the row that was made of it. */
const wording = {
  quote: z.string(),
  severity,
  category: z.string(),
  title: z.string(),
  body: z.string(),
  suggestion: z.string().nullable(),
  confidence: z.number(),
};

const answersSchema = z.array(
  z.array(
    z.object({
      path: z.string().nullable(),
      ...wording,
    }),
  ),
);

const findingSchema = z
  .object({
    id: z.number(),
    path: z.string(),
    side,
    start_line: z.number(),
    line: z.number(),
    ...wording,
    label: z.enum(["wanted", "unwanted"]).nullable(),
    is_pending: z.boolean(),
    // Kinds of later versions decide as much, and are named as nothing.
    decided_by: z.enum(signalKinds).nullable().catch(null),
    actor: z.string().nullable(),
    is_posted: z.boolean(),
    drafted_title: z.string().nullable(),
    drafted_body: z.string().nullable(),
    edited_by: z.string().nullable(),
  })
  .transform(({ start_line, decided_by, is_posted, is_pending, ...row }) => {
    const { drafted_title: title, drafted_body: body, edited_by: editedBy, ...finding } = row;
    const isEdited = is_posted && title !== null && body !== null;
    return {
      ...finding,
      startLine: start_line,
      isPending: is_pending,
      decidedBy: decided_by,
      drafted: isEdited ? { title, body, editedBy } : null,
    };
  });

const draftSchema = z.object({
  id: z.number(),
  repository_id: z.number(),
  repository: z.string(),
  pull_number: z.number(),
  head_sha: z.string(),
  path: z.string(),
  model: z.string(),
  created_at: z.date(),
  prompt_sha256: z.string(),
  input: z.instanceof(Uint8Array),
  answer: z.instanceof(Uint8Array),
  findings: z.array(findingSchema),
  is_merged: z.boolean(),
  is_followed: z.boolean(),
  is_undisturbed: z.boolean(),
});

/**
 * What people could read of it, dropped drafts of a held review too. Only final outcomes count. Who
 * decided is whoever gave the newest signal of the kind that did.
 */
const FINDINGS = `
  coalesce((
    SELECT jsonb_agg(jsonb_build_object(
             'id', findings.id, 'path', findings.path, 'side', findings.side,
             'start_line', findings.start_line, 'line', findings.line, 'quote', findings.quote,
             'severity', findings.severity, 'category', findings.category,
             'title', findings.title, 'body', findings.body, 'suggestion', findings.suggestion,
             'confidence', findings.confidence, 'is_posted', findings.state = 'posted',
             'drafted_title', findings.drafted_title, 'drafted_body', findings.drafted_body,
             'edited_by', findings.edited_by,
             'label', CASE WHEN outcome.is_final THEN outcome.label END,
             'is_pending', outcome.label IS NOT NULL AND NOT outcome.is_final,
             'decided_by', CASE WHEN outcome.is_final THEN outcome.decided_by END,
             'actor', (SELECT signal.actor FROM outcome_signals signal
                        WHERE signal.remark_id = findings.remark_id
                          AND signal.kind = outcome.decided_by AND signal.withdrawn_at IS NULL
                        ORDER BY signal.happened_at DESC, signal.id DESC LIMIT 1)
           ) ORDER BY findings.id)
      FROM findings LEFT JOIN remark_outcomes outcome ON outcome.remark_id = findings.remark_id
     WHERE findings.expert_draft_id = draft.id AND findings.source = 'expert'
       AND findings.quote IS NOT NULL AND findings.body IS NOT NULL
       AND (findings.state = 'posted' OR findings.draft_number IS NOT NULL)
  ), '[]'::jsonb)`;

/** As the history says it, which has every pull request; outcomes are read where something was said. */
const MERGED_AT = "coalesce(past.merged_at, pull.merged_at)";

/**
 * Merged as it was read. The expert is asked again about changed lines: so the review of the newest
 * head, in which it answered about the file, and no later draft of the file in the same pull request
 * say that these were the last.
 */
const IS_MERGED = `
  coalesce(${MERGED_AT} IS NOT NULL AND EXISTS (
    SELECT FROM reviews last
     WHERE last.repository_id = draft.repository_id AND last.pull_number = review.pull_number
       AND last.head_sha = coalesce(past.head_sha, pull.last_head_sha)
       AND last.state IN ('posted', 'held') AND last.expert_state = 'used'
       AND NOT last.files_left_out
                 @> jsonb_build_array(jsonb_build_object('path', draft.path, 'kind', 'missed')))
  AND NOT EXISTS (
    SELECT FROM expert_drafts later JOIN reviews other ON other.id = later.review_id
     WHERE later.repository_id = draft.repository_id AND later.path = draft.path
       AND later.created_at > draft.created_at AND other.pull_number = review.pull_number
       AND other.id <> review.id), false)`;

const SOON = `${SOON_HOURS} * interval '1 hour'`;

/**
 * What people wrote on it was read, at its end or with the history of the repository, and the time in which somebody
 * may come back to it is over. That is told by what was stored later and not by the clock: the same
 * rows give the same answer.
 */
const IS_FOLLOWED = `
  coalesce(past.merged_at IS NOT NULL AND (
    EXISTS (SELECT FROM backfills
             WHERE backfills.repository_id = draft.repository_id
               AND backfills.covered_to >= past.merged_at + ${SOON})
    OR pull.comments_read_at >= past.merged_at + ${SOON}
    OR EXISTS (SELECT FROM expert_drafts later
                WHERE later.repository_id = draft.repository_id AND later.id > draft.id
                  AND later.created_at >= past.merged_at + ${SOON})), false)`;

const IS_UNDISTURBED = `
  NOT EXISTS (SELECT FROM human_comments comment
               WHERE comment.repository_id = draft.repository_id
                 AND comment.pull_number = review.pull_number AND comment.path = draft.path
                 AND NOT comment.is_bot)
  AND NOT EXISTS (
    SELECT FROM expert_drafts soon JOIN reviews other ON other.id = soon.review_id
     WHERE soon.repository_id = draft.repository_id AND soon.path = draft.path
       AND other.pull_number <> review.pull_number AND soon.created_at >= ${MERGED_AT}
       AND soon.created_at < ${MERGED_AT} + ${SOON})`;

const DRAFTS = `
  SELECT draft.id, draft.repository_id, concat_ws('/', repository.owner, repository.name) AS repository,
         draft.prompt_sha256, draft.path, draft.input, draft.answer,
         draft.model, draft.created_at, review.pull_number, review.head_sha,
         ${FINDINGS} AS findings, ${IS_MERGED} AS is_merged, ${IS_FOLLOWED} AS is_followed,
         ${IS_UNDISTURBED} AS is_undisturbed
    FROM expert_drafts draft
    JOIN reviews review ON review.id = draft.review_id
    JOIN repositories repository ON repository.id = draft.repository_id
    LEFT JOIN pull_requests pull
      ON pull.repository_id = draft.repository_id AND pull.number = review.pull_number
    LEFT JOIN past_pulls past
      ON past.repository_id = draft.repository_id AND past.number = review.pull_number`;

/** A repository's drafts in the order in which they were made, a page at a time. */
export async function* readDrafts(
  database: Queryable,
  repositoryId: number,
): AsyncGenerator<ReviewedDraft> {
  for (let after = 0; ; ) {
    const rows = await database.query(
      `${DRAFTS} WHERE draft.repository_id = $1 AND draft.id > $2 ORDER BY draft.id LIMIT $3`,
      [repositoryId, after, PAGE],
    );
    for (const row of rows) {
      const draft = await toDraft(row);
      yield draft;
      after = draft.id;
    }
    if (rows.length < PAGE) return;
  }
}

/** Those of a pull request with a finding, the first 200, in the order in which they were made. */
export async function readDraftsOfPull(
  database: Queryable,
  repositoryId: number,
  pullNumber: number,
): Promise<ReviewedDraft[]> {
  const rows = await database.query(
    `${DRAFTS}
      WHERE draft.repository_id = $1 AND review.pull_number = $2
        AND EXISTS (SELECT FROM findings WHERE expert_draft_id = draft.id)
      ORDER BY draft.id LIMIT $3`,
    [repositoryId, pullNumber, PAGE],
  );
  return Promise.all(rows.map(toDraft));
}

async function toDraft(row: unknown): Promise<ReviewedDraft> {
  const draft = draftSchema.parse(row);
  return {
    id: draft.id,
    repositoryId: draft.repository_id,
    repository: draft.repository,
    pullNumber: draft.pull_number,
    headSha: draft.head_sha,
    path: draft.path,
    model: draft.model,
    at: draft.created_at,
    input: inputSchema.parse(await unpack(draft.input)),
    promptSha256: draft.prompt_sha256,
    answers: answersSchema.parse(await unpack(draft.answer)),
    findings: draft.findings,
    isMerged: draft.is_merged,
    isFollowed: draft.is_followed,
    isUndisturbed: draft.is_undisturbed,
  };
}

async function unpack(bytes: Uint8Array): Promise<unknown> {
  return JSON.parse((await decompress(bytes)).toString("utf8"));
}
