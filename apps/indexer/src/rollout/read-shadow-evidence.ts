import type { Database } from "@devflow/database";
import {
  type ComparedFinding,
  compareShadow,
  emptyRatio,
  type ShadowEvidence,
  withUnit,
} from "@devflow/rollout";
import { z } from "zod";

/** Newest reviews that are compared: a shadow of months says no more than one of weeks. */
const mostCompared = 2_000;

const draftRow = z.object({
  failure: z.string().nullable(),
  unreadable: z.boolean(),
  drafted: z.array(z.object({ fingerprint: z.string(), path: z.string(), line: z.number() })),
  posted: z.array(
    z.object({
      fingerprint: z.string().nullable(),
      path: z.string(),
      line: z.number().nullable(),
      label: z.enum(["wanted", "unwanted"]).nullable(),
    }),
  ),
});

const nothing: ShadowEvidence = {
  attempts: 0,
  failures: 0,
  posted: emptyRatio,
  drafted: emptyRatio,
  agreed: 0,
  extra: 0,
  dropped: 0,
  wanted: { posted: 0, kept: 0 },
  unwanted: { posted: 0, kept: 0 },
};

/** What a shadow said, beside what was posted on the same changes and what became of that. */
export async function readShadowEvidence(
  database: Database,
  rolloutId: number,
): Promise<ShadowEvidence> {
  const rows = await database.query(
    `SELECT shadow.failure, shadow.findings AS drafted,
            shadow.counts -> 'answer without a readable finding' IS NOT NULL AS unreadable,
            coalesce((SELECT jsonb_agg(jsonb_build_object(
                        'fingerprint', f.fingerprint, 'path', f.path, 'line', f.line,
                        'label', o.label))
                        FROM findings f LEFT JOIN remark_outcomes o ON o.remark_id = f.remark_id
                       WHERE f.review_id = shadow.review_id AND f.state = 'posted'
                         AND f.source = 'expert'), '[]') AS posted
       FROM shadow_drafts shadow
      WHERE shadow.rollout_id = $1
      ORDER BY shadow.id DESC LIMIT ${mostCompared}`,
    [rolloutId],
  );
  return rows.map((row) => draftRow.parse(row)).reduce(withDraft, nothing);
}

function withDraft(sum: ShadowEvidence, row: z.output<typeof draftRow>): ShadowEvidence {
  const isFailure = row.failure !== null || row.unreadable;
  const attempts = sum.attempts + 1;
  if (isFailure) return { ...sum, attempts, failures: sum.failures + 1 };
  const posted = row.posted.map(
    ({ fingerprint, line, ...rest }): ComparedFinding => ({
      ...rest,
      fingerprint: fingerprint ?? "",
      line: line ?? 0,
    }),
  );
  const compared = compareShadow(posted, row.drafted);
  const add = (one: { posted: number; kept: number }, other: { posted: number; kept: number }) => ({
    posted: one.posted + other.posted,
    kept: one.kept + other.kept,
  });
  return {
    attempts,
    failures: sum.failures,
    posted: withUnit(sum.posted, 1, posted.length),
    drafted: withUnit(sum.drafted, 1, row.drafted.length),
    agreed: sum.agreed + compared.agreed,
    extra: sum.extra + compared.extra,
    dropped: sum.dropped + compared.dropped,
    wanted: add(sum.wanted, compared.wanted),
    unwanted: add(sum.unwanted, compared.unwanted),
  };
}
