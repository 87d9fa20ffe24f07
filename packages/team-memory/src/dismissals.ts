import type { Queryable } from "@devflow/database";
import type { Dismissal } from "@devflow/review";
import { z } from "zod";
import { findingSource } from "./columns.ts";

const dismissalSchema = z
  .object({
    content_key: z.string(),
    source: findingSource,
    category: z.string(),
    path: z.string(),
    title: z.string(),
    terms: z.array(z.string()),
    reason: z.string(),
    actor: z.string(),
  })
  .transform(({ content_key, ...rest }): Dismissal => ({ ...rest, contentKey: content_key }));

/** The newest ones are asked first; a team that dismissed more has a rule to switch off. */
const mostDismissals = 2_000;

/** What a review of the pull request holds back as dismissed; of number 0 where it has none. */
export async function readDismissals(
  database: Queryable,
  pull: { repositoryId: number; pullNumber: number },
): Promise<Dismissal[]> {
  return [
    ...(await readReasoned(database, pull.repositoryId)),
    ...(await readTakenBack(database, pull)),
  ];
}

/** What was dismissed with a reason anywhere in the repository, and nobody forgot. */
async function readReasoned(database: Queryable, repositoryId: number): Promise<Dismissal[]> {
  const rows = await database.query(
    `SELECT content_key, source, category, path, title, terms, reason, actor
       FROM dismissals
      WHERE repository_id = $1 AND forgotten_at IS NULL AND reason <> ''
      ORDER BY id DESC LIMIT $2`,
    [repositoryId, mostDismissals],
  );
  return rows.map((dismissal) => dismissalSchema.parse(dismissal));
}

const takenBackSchema = dismissalSchema.and(z.object({ fingerprint: z.string() }));

/**
 * What was taken back without a reason on other pull requests of the repository: no word about code
 * like it, but the same change may be proposed again, as a backport is.
 */
async function readTakenBack(
  database: Queryable,
  { repositoryId, pullNumber }: { repositoryId: number; pullNumber: number },
): Promise<Dismissal[]> {
  const rows = await database.query(
    `SELECT fingerprint, content_key, source, category, path, title, terms, '' AS reason,
            coalesce(state_actor, 'somebody') AS actor
       FROM remarks
      WHERE repository_id = $1 AND pull_number <> $2 AND state = 'dismissed'
        AND state_reason IS NULL AND said_at IS NOT NULL
      ORDER BY id DESC LIMIT $3`,
    [repositoryId, pullNumber, mostDismissals],
  );
  return rows.map((remark) => takenBackSchema.parse(remark));
}
