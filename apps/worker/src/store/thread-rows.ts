import type { Queryable } from "@devflow/database";
import { z } from "zod";

const placeSchema = z
  .object({
    id: z.number(),
    state: z.enum(["open", "fixed", "dismissed", "resolved"]),
    state_sha: z.string().nullable(),
    resolution: z.string().nullable(),
    line: z.number(),
    github_comment_id: z.number(),
    github_thread_id: z.string().nullable(),
    is_thread_resolved: z.boolean(),
    is_recovered: z.boolean(),
  })
  .transform((row) => ({
    id: row.id,
    state: row.state,
    /** The commit that fixed it. */
    sha: row.state_sha,
    isSwitchedOff: row.resolution === "switched_off",
    line: row.line,
    commentId: row.github_comment_id,
    threadId: row.github_thread_id,
    wasResolved: row.is_thread_resolved,
    /** Made of its comment, as its row was lost. */
    isRecovered: row.is_recovered,
  }));

type Place = z.output<typeof placeSchema>;

/**
 * A comment on GitHub, with its conversation as we last knew it, and what became of what it says. It
 * may name several places: it stands as long as one of them does.
 */
export interface RemarkThread extends Omit<Place, "line"> {
  /** Every place that the comment names, its own first. */
  places: readonly Pick<Place, "id" | "state" | "line">[];
}

export async function loadRemarkThreads(
  database: Queryable,
  pull: { repositoryId: number; pullNumber: number },
): Promise<RemarkThread[]> {
  const rows = await database.query(
    `SELECT id, state, state_sha, resolution, line, github_comment_id, github_thread_id,
            is_thread_resolved, first_head_sha = '' AS is_recovered
       FROM remarks
      WHERE repository_id = $1 AND pull_number = $2 AND github_comment_id IS NOT NULL
      ORDER BY named_by NULLS FIRST, id`,
    [pull.repositoryId, pull.pullNumber],
  );
  const places = rows.map((row) => placeSchema.parse(row));
  return [...Map.groupBy(places, ({ commentId }) => commentId).values()].map(threadOf);
}

/** What a person decided about one place says more of the comment than that another was fixed. */
function threadOf(places: readonly Place[]): RemarkThread {
  const [own] = places;
  if (own === undefined) throw new RangeError("a comment names one place at least");
  const telling =
    places.find(({ state }) => state === "open") ??
    places.find(({ state }) => state !== "fixed") ??
    own;
  const { state, sha, isSwitchedOff } = telling;
  const wasResolved = places.some((place) => place.wasResolved);
  return { ...own, state, sha, isSwitchedOff, wasResolved, places };
}

/** What the thread on GitHub is now. */
export async function recordThread(
  database: Queryable,
  { places }: Pick<RemarkThread, "places">,
  thread: { id: string; isResolved: boolean },
): Promise<void> {
  await database.query(
    "UPDATE remarks SET github_thread_id = $2, is_thread_resolved = $3 WHERE id = ANY ($1::bigint[])",
    [places.map(({ id }) => id), thread.id, thread.isResolved],
  );
}

/**
 * A person's own click, unless the remark has changed since it was read. It is about every place that
 * the comment names, but for those that a commit fixed while another one was not. `mayResolve`: who
 * resolved it may write here; else the remark goes on counting. An open remark has the
 * name of whoever says that it is not fixed.
 */
export async function adoptThread(
  database: Queryable,
  { state, places }: Pick<RemarkThread, "state" | "places">,
  thread: { id: string; isResolved: boolean; actor: string | null; mayResolve: boolean },
): Promise<void> {
  const meant = places.filter((place) =>
    thread.isResolved ? place.state === "open" : state === "fixed" || place.state !== "fixed",
  );
  const adopted = await database.query(
    `UPDATE remarks
        SET state = CASE WHEN $2 THEN 'resolved' ELSE 'open' END,
            state_actor = CASE WHEN $2 THEN $3::text
                               WHEN remarks.state = 'fixed' THEN coalesce($3, 'somebody') END,
            state_reason = CASE WHEN $2 THEN 'resolved on GitHub' ELSE 'opened again on GitHub' END,
            state_sha = NULL, state_at = now(),
            resolution = CASE WHEN $2 AND NOT $4 THEN 'without_permission' END
       FROM jsonb_to_recordset($1::jsonb) AS known (id bigint, state text)
      WHERE remarks.id = known.id AND remarks.state = known.state
     RETURNING remarks.id`,
    [JSON.stringify(meant), thread.isResolved, thread.actor, thread.mayResolve],
  );
  if (adopted.length > 0) await recordThread(database, { places }, thread);
}
