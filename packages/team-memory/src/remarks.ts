import type { Queryable } from "@devflow/database";
import type { Remark } from "@devflow/review";
import { z } from "zod";
import { findingSource, severity } from "./columns.ts";

const remarkSchema = z
  .object({
    id: z.number(),
    fingerprint: z.string(),
    content_key: z.string(),
    source: findingSource,
    severity,
    category: z.string(),
    title: z.string(),
    body: z.string(),
    path: z.string(),
    side: z.enum(["LEFT", "RIGHT"]),
    start_line: z.number(),
    line: z.number(),
    line_hashes: z.array(z.string()),
    before_hashes: z.array(z.string()),
    after_hashes: z.array(z.string()),
    state: z.enum(["open", "fixed", "dismissed", "resolved"]),
    resolution: z.enum(["without_permission", "switched_off"]).nullable(),
    state_actor: z.string().nullable(),
    state_reason: z.string().nullable(),
  })
  .transform((row): Remark => {
    const { id, fingerprint, source, category, title, body, path, side, line, state } = row;
    return {
      ...{ id, fingerprint, source, category, title, body, path, side, line, state },
      severity: row.severity,
      resolution: row.resolution,
      contentKey: row.content_key,
      startLine: row.start_line,
      trace: { lineHashes: row.line_hashes, before: row.before_hashes, after: row.after_hashes },
      stateActor: row.state_actor,
      stateReason: row.state_reason,
    };
  });

/**
 * Everything that people could read on the pull request.
 * @param waiting the review whose drafts, which wait to be posted, are among it
 */
export async function readRemarks(
  database: Queryable,
  { repositoryId, pullNumber }: { repositoryId: number; pullNumber: number },
  waiting: string | null = null,
): Promise<Remark[]> {
  const rows = await database.query(
    `SELECT id, fingerprint, content_key, source, severity, category, title, body, path, side,
            start_line, line, line_hashes, before_hashes, after_hashes, state, resolution,
            state_actor, state_reason
       FROM remarks
      WHERE repository_id = $1 AND pull_number = $2
        AND (said_at IS NOT NULL
             OR EXISTS (SELECT FROM findings WHERE findings.remark_id = remarks.id
                           AND findings.review_id = $3 AND draft_number IS NOT NULL))
      ORDER BY id`,
    [repositoryId, pullNumber, waiting],
  );
  return rows.map((remark) => remarkSchema.parse(remark));
}
