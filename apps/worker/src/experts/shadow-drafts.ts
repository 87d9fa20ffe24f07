import { coerceError } from "@devflow/errors";
import type { Expert } from "@devflow/expert";
import type { Logger } from "@devflow/logging";
import type { WatchedIndex } from "@devflow/retrieval";
import type { ReviewResult } from "@devflow/review";
import type { ModelChoice } from "@devflow/rollout";
import type { WorkerContext } from "../context.ts";
import type { ReviewRow } from "../store/review-row.ts";
import { storable, storableJson } from "../store/storable.ts";
import { auditedExpert } from "./audited-expert.ts";
import { shadowExpert } from "./choose-expert.ts";
import { oneAtATime } from "./one-at-a-time.ts";

/** A review to be made once more by an adapter whose words nobody reads. */
export interface ShadowTask {
  row: ReviewRow;
  adapter: NonNullable<ModelChoice["shadow"]>;
  /** Tokens of the repository's shadows of one day. */
  tokensPerDay: number;
  /** What its prompts take code from. */
  code: WatchedIndex;
  /** The same input as that of the posted review, through all gates. */
  review(expert: Expert, signal: AbortSignal): Promise<ReviewResult>;
}

export interface ShadowDrafts {
  /** Gives back at once: the posted review neither waits for it nor fails with it. */
  add(context: WorkerContext, task: ShadowTask): void;
  /** Resolves when nothing runs or waits. */
  idle(): Promise<void>;
  /** What runs is aborted, what waits is let go: a shadow is a sample. */
  close(): Promise<void>;
}

/** More are let go: they would only fall behind further, and each holds a whole change in memory. */
const mostWaiting = 10;

/**
 * Drafts in the shadow, one at a time in each worker, after the review was posted, and of each one
 * question at a time: reviews have the other places of the model server. They are kept in
 * memory only: what a killed worker had not made yet is not made.
 */
export function createShadowDrafts(logger: Logger): ShadowDrafts {
  const stop = new AbortController();
  let waiting = 0;
  let last: Promise<void> = Promise.resolve();
  const run = async (context: WorkerContext, task: ShadowTask) => {
    try {
      if (!stop.signal.aborted) await draftInShadow(context, task, stop.signal);
    } catch (thrown) {
      if (stop.signal.aborted) return;
      context.logger.warn({ err: coerceError(thrown) }, "no draft in the shadow");
    } finally {
      waiting -= 1;
    }
  };
  return {
    add(context, task) {
      if (waiting >= mostWaiting) {
        logger.warn({ waiting }, "too many drafts in the shadow: one is let go");
        return;
      }
      waiting += 1;
      last = last.then(() => run(context, task));
    },
    idle: () => last,
    async close() {
      stop.abort(new Error("the worker closes"));
      await last;
    },
  };
}

async function draftInShadow(
  context: WorkerContext,
  task: ShadowTask,
  signal: AbortSignal,
): Promise<void> {
  const { row, adapter } = task;
  if (await isUsedUp(context, task)) return;
  const startedAt = performance.now();
  const ready = await shadowExpert(context, adapter, signal);
  const asker = { actor: "devflow", ...row };
  const result = ready.isReady
    ? await task.review(
        oneAtATime(auditedExpert(ready.expert, context.database, asker, task.code)),
        signal,
      )
    : null;
  const failure = ready.isReady ? failureOf(result) : ready.reason;
  const counts = result && {
    ...result.counts,
    tokens: result.tokens.prompt + result.tokens.completion,
  };
  const findings = (result?.findings ?? [])
    .filter(({ source }) => source === "expert")
    .map(({ fingerprint, path, line, severity, category, title }) => ({
      fingerprint,
      path,
      line,
      severity,
      category,
      title,
    }));
  await context.database.query(
    `INSERT INTO shadow_drafts (rollout_id, review_id, repository_id, findings, counts,
                                duration_ms, failure)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (rollout_id, review_id) DO UPDATE
        SET findings = excluded.findings, counts = excluded.counts,
            duration_ms = excluded.duration_ms, failure = excluded.failure
      WHERE shadow_drafts.failure IS NOT NULL`,
    [
      adapter.rolloutId,
      row.id,
      row.repositoryId,
      storableJson(findings),
      storableJson(counts ?? {}),
      Math.round(performance.now() - startedAt),
      failure === null ? null : storable(failure),
    ],
  );
  context.logger.info(
    { adapter: adapter.name, findings: findings.length, failure },
    "drafted in the shadow",
  );
}

function failureOf(result: ReviewResult | null): string | null {
  return result?.expert.state === "unavailable" ? result.expert.reason : null;
}

/** Shadows have an account of their own: they take nothing from the tokens of reviews. */
async function isUsedUp(
  { database }: WorkerContext,
  { row, tokensPerDay }: ShadowTask,
): Promise<boolean> {
  const [spent] = await database.query<{ tokens: number }>(
    `SELECT coalesce(sum((counts ->> 'tokens')::float8), 0)::float8 AS tokens
       FROM shadow_drafts
      WHERE repository_id = $1 AND created_at >= date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'`,
    [row.repositoryId],
  );
  return (spent?.tokens ?? 0) >= tokensPerDay;
}
