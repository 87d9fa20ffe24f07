import type { Queryable } from "@devflow/database";
import { z } from "zod";

/** Beyond it, nobody asked for an old pull request; what its expert was asked is gone by then, too. */
const REVIEWED_WITHIN = "180 days";
/** The next reading of one that was open: its end may have been told by a delivery that was lost. */
const OPEN_AGAIN_AFTER = "20 hours";
/** One on which nothing was reviewed for that long is asked about once a week. */
const QUIET_AFTER = "30 days";
const QUIET_AGAIN_AFTER = "7 days";

/** After the end people go on talking for a while; as of the outcomes of findings. */
const LAST_READ_AFTER = "72 hours";

/**
 * Reviewed pull requests of active repositories ($1: of this one, or null) at a time ($2) that have ended
 * and were not read since, or not since people are done talking; and open ones, as seldom as that is enough.
 */
const DUE = `
  SELECT reviewed.repository_id, reviewed.pull_number, pull.closed_at IS NULL AS is_open,
         pull.comments_read_at
    FROM (SELECT repository_id, pull_number, max(created_at) AS at FROM reviews
           WHERE state IN ('posted', 'held') AND created_at >= $2::timestamptz - interval '${REVIEWED_WITHIN}'
             AND ($1::bigint IS NULL OR repository_id = $1)
           GROUP BY 1, 2) reviewed
    JOIN repositories repository ON repository.id = reviewed.repository_id
    JOIN installations installation ON installation.id = repository.installation_id
    LEFT JOIN pull_requests pull
      ON pull.repository_id = reviewed.repository_id AND pull.number = reviewed.pull_number
   WHERE repository.state = 'active' AND installation.state = 'active'
     AND CASE
       WHEN pull.closed_at IS NOT NULL THEN
         pull.comments_read_at IS NULL OR pull.comments_read_at < pull.closed_at
         OR (pull.comments_read_at < pull.closed_at + interval '${LAST_READ_AFTER}'
             AND $2 >= pull.closed_at + interval '${LAST_READ_AFTER}')
       ELSE coalesce(pull.comments_read_at, reviewed.at) < $2 - interval '${OPEN_AGAIN_AFTER}'
         AND (reviewed.at >= $2 - interval '${QUIET_AFTER}' OR pull.comments_read_at IS NULL
              OR pull.comments_read_at < $2 - interval '${QUIET_AGAIN_AFTER}')
     END`;

const numberRow = z.object({ pull_number: z.number() });
const idRow = z.object({ repository_id: z.number() });

/** Numbers of a repository's pull requests that are to be read, ended ones first. */
export async function duePulls(
  database: Queryable,
  repositoryId: number,
  now: Date,
  most: number,
): Promise<number[]> {
  const rows = await database.query(
    `SELECT pull_number FROM (${DUE}) due
      ORDER BY is_open, comments_read_at NULLS FIRST, pull_number LIMIT $3`,
    [repositoryId, now, most],
  );
  return rows.map((row) => numberRow.parse(row).pull_number);
}

/** Repositories that have any. */
export async function repositoriesWithDuePulls(
  database: Queryable,
  now: Date,
  most: number,
): Promise<number[]> {
  const rows = await database.query(
    `SELECT repository_id FROM (${DUE}) due
      GROUP BY repository_id ORDER BY bool_and(is_open), min(comments_read_at) NULLS FIRST, 1 LIMIT $3`,
    [null, now, most],
  );
  return rows.map((row) => idRow.parse(row).repository_id);
}
