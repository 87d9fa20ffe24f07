import type { Database, Queryable } from "@devflow/database";
import { decideOutcome, type Outcome, type WeighedSignal } from "@devflow/dataset";
import type { PullActivity } from "@devflow/github";
import { z } from "zod";
import { storable } from "../store/storable.ts";
import type { OutcomePull } from "./outcome-pull.ts";
import { type KnownWords, keyOfWords, type ReadSignal } from "./read-words.ts";

/** What a reading of a pull request found. */
export interface ReadOutcomes {
  pull: OutcomePull;
  activity: PullActivity;
  /** By remark; every remark that was said is in it. */
  signals: ReadonlyMap<number, readonly ReadSignal[]>;
  isFinal: boolean;
  readAt: Date;
}

/**
 * Stores what was found: each signal once, those that hold no longer with when that was seen, and
 * what they come to. Readings of one pull request are stored one after the other; of two that were
 * made at the same time the later one counts, and the next makes up for it.
 */
export async function storeOutcomes(database: Database, read: ReadOutcomes): Promise<void> {
  await database.transaction(async (transaction) => {
    const { repositoryId, pullNumber } = read.pull;
    await transaction.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))::text", [
      `outcomes of ${repositoryId}/${pullNumber}`,
    ]);
    await storePull(transaction, read);
    for (const [remarkId, signals] of read.signals) {
      await storeSignals(transaction, read, remarkId, signals);
      await storeOutcome(transaction, read, remarkId, decideOutcome(signals.map(weighed)));
    }
  });
}

async function storePull(transaction: Queryable, { pull, activity, readAt }: ReadOutcomes) {
  const { author, endedAt, mergedAt, headSha } = activity;
  await transaction.query(
    `INSERT INTO pull_requests (repository_id, number, author, merged_at, closed_at, last_head_sha,
                                outcomes_read_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (repository_id, number) DO UPDATE
        SET author = coalesce(excluded.author, pull_requests.author), merged_at = excluded.merged_at,
            closed_at = excluded.closed_at, last_head_sha = excluded.last_head_sha,
            outcomes_read_at = excluded.outcomes_read_at`,
    [pull.repositoryId, pull.pullNumber, author, mergedAt, endedAt, headSha, readAt],
  );
}

async function storeSignals(
  transaction: Queryable,
  { pull, readAt }: ReadOutcomes,
  remarkId: number,
  signals: readonly ReadSignal[],
): Promise<void> {
  for (const { kind, sourceKey, actor, strength, detail, happenedAt, classifiedBy } of signals) {
    await transaction.query(
      `INSERT INTO outcome_signals (repository_id, remark_id, kind, source_key, actor, strength,
                                    detail, happened_at, classified_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (remark_id, kind, source_key) DO UPDATE
          SET actor = excluded.actor, strength = excluded.strength, detail = excluded.detail,
              happened_at = excluded.happened_at, classified_by = excluded.classified_by,
              withdrawn_at = NULL`,
      [
        pull.repositoryId,
        remarkId,
        kind,
        sourceKey,
        actor,
        strength,
        detail === null ? null : storable(detail),
        happenedAt,
        classifiedBy,
      ],
    );
  }
  await transaction.query(
    `UPDATE outcome_signals SET withdrawn_at = $2
      WHERE remark_id = $1 AND withdrawn_at IS NULL
        AND NOT ((kind, source_key) IN (SELECT * FROM unnest($3::text[], $4::text[])))`,
    [remarkId, readAt, signals.map(({ kind }) => kind), signals.map(({ sourceKey }) => sourceKey)],
  );
}

/** `decided_at` moves only when the decision does. */
async function storeOutcome(
  transaction: Queryable,
  { pull, isFinal, readAt }: ReadOutcomes,
  remarkId: number,
  { label, decidedBy, strength, isAddressed }: Outcome,
): Promise<void> {
  await transaction.query(
    `INSERT INTO remark_outcomes (remark_id, repository_id, label, decided_by, strength,
                                  is_addressed, is_final, decided_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (remark_id) DO UPDATE
        SET label = excluded.label, decided_by = excluded.decided_by,
            strength = excluded.strength, is_addressed = excluded.is_addressed,
            is_final = excluded.is_final, decided_at = excluded.decided_at
      WHERE (remark_outcomes.label, remark_outcomes.decided_by, remark_outcomes.strength,
             remark_outcomes.is_addressed, remark_outcomes.is_final)
            IS DISTINCT FROM (excluded.label, excluded.decided_by, excluded.strength,
                              excluded.is_addressed, excluded.is_final)`,
    [remarkId, pull.repositoryId, label, decidedBy, strength, isAddressed, isFinal, readAt],
  );
}

function weighed({ kind, actor, detail, happenedAt, strength }: ReadSignal): WeighedSignal {
  return { kind, actor, detail, happenedAt, withdrawnAt: null, strength };
}

/**
 * GitHub no longer has the pull request: what is known of it is final. It may come back with its
 * repository, so it is looked for again, as seldom as a quiet one.
 */
export async function endUnreadable(
  database: Database,
  { repositoryId, pullNumber }: Pick<OutcomePull, "repositoryId" | "pullNumber">,
  readAt: Date,
): Promise<void> {
  await database.query(
    `WITH read AS (
       INSERT INTO pull_requests (repository_id, number, outcomes_read_at) VALUES ($1, $2, $3)
       ON CONFLICT (repository_id, number) DO UPDATE
          SET outcomes_read_at = excluded.outcomes_read_at)
     INSERT INTO remark_outcomes (remark_id, repository_id, label, decided_by, strength,
                                  is_addressed, is_final, decided_at)
     SELECT id, repository_id, NULL, 'none', 0, false, true, $3 FROM remarks
      WHERE repository_id = $1 AND pull_number = $2 AND said_at IS NOT NULL
     ON CONFLICT (remark_id) DO UPDATE SET is_final = true`,
    [repositoryId, pullNumber, readAt],
  );
}

const knownSchema = z.object({
  subject: z.number(),
  kind: z.enum([
    "reply_agreed",
    "reply_will_fix",
    "reply_disagreed",
    "reply_question",
    "reply_other",
    "dismissed",
  ]),
  source_key: z.string(),
  detail: z.string().nullable(),
  strength: z.number(),
  classified_by: z.string(),
});

/** What experts have made of people's words on the pull request. */
export async function readKnownWords(
  database: Queryable,
  { repositoryId, pullNumber }: OutcomePull,
): Promise<KnownWords> {
  const rows = await database.query(
    `SELECT coalesce(github_comment_id, -remark_id) AS subject, kind, source_key, detail, strength::float8 AS strength, classified_by
       FROM outcome_signals JOIN remarks ON remarks.id = remark_id
      WHERE remarks.repository_id = $1 AND remarks.pull_number = $2
        AND classified_by IS NOT NULL
      ORDER BY outcome_signals.id`,
    [repositoryId, pullNumber],
  );
  return new Map(
    rows.map((row) => {
      const { subject, kind, source_key, detail, strength, classified_by } = knownSchema.parse(row);
      const key = keyOfWords(subject, kind === "dismissed", source_key, detail);
      return [key, { kind, strength, classifiedBy: classified_by }];
    }),
  );
}
