import type { Queryable } from "@devflow/database";
import { z } from "zod";
import { liveAdapter } from "../registry/adapter-row.ts";
import { openRollout } from "./rollout-row.ts";

/** Which model a review is for. */
export interface ModelChoice {
  /** An adapter to post with; null: the model of the settings. */
  posting: AdapterFiles | null;
  /** What to ask when the adapter cannot be loaded; null: the model of the settings. */
  fallback: AdapterFiles | null;
  /** An adapter that drafts in the shadow of this review. */
  shadow: (AdapterFiles & { rolloutId: number }) | null;
}

export interface AdapterFiles {
  name: string;
  /** As the model server sees it. */
  path: string;
}

const shareSchema = z.object({ repositories: z.number(), before: z.number() });

/**
 * The model for a review of the repository, as the rows are now: so a step back holds for the next
 * review. A review that is tried again keeps the model it had, as long as that may still post.
 *
 * @param earlier the model that an earlier run of the same review chose; null: there was none
 */
export async function chooseModel(
  database: Queryable,
  expert: string,
  repositoryId: number,
  earlier: string | null = null,
): Promise<ModelChoice> {
  const live = filesOf(await liveAdapter(database, expert));
  const rollout = await openRollout(database, expert);
  if (rollout === null) return { posting: live, fallback: null, shadow: null };
  const candidate = filesOf(await candidateOf(database, rollout.adapter));
  if (candidate === null) return { posting: live, fallback: null, shadow: null };
  if (rollout.stage === "shadow") {
    return { posting: live, fallback: null, shadow: { ...candidate, rolloutId: rollout.id } };
  }
  const isTurn = rollout.stage === "all" || (await isInCanary(database, rollout, repositoryId));
  const isKept = earlier === null || earlier === candidate.name;
  const posting = isTurn && isKept ? candidate : live;
  return { posting, fallback: posting === candidate ? live : null, shadow: null };
}

async function candidateOf(database: Queryable, name: string) {
  const [row] = await database.query(
    "SELECT name, path FROM adapters WHERE name = $1 AND state = 'rolling'",
    [name],
  );
  return row === undefined ? null : z.object({ name: z.string(), path: z.string() }).parse(row);
}

function filesOf(adapter: AdapterFiles | null): AdapterFiles | null {
  return adapter === null ? null : { name: adapter.name, path: adapter.path };
}

/**
 * Repositories are ordered by a hash of rollout and repository, and the first ones are the canary:
 * at most the share of those that were there when the stage began, and one at least. So it is the
 * same ones for the whole stage, others in the next rollout, and never more than the share of them
 * wherever the share comes to one or more; a repository that is added later waits, unless it is all.
 */
export async function isInCanary(
  database: Queryable,
  rollout: { id: number; canaryShare: number; stageAt: Date },
  repositoryId: number,
): Promise<boolean> {
  if (rollout.canaryShare >= 1) return true;
  const [row] = await database.query(
    `SELECT count(*)::integer AS repositories,
            (count(*) FILTER (WHERE md5($1 || ':' || id) < md5($1 || ':' || $2::text)))::integer AS before
       FROM repositories
      WHERE installation_id IS NOT NULL AND created_at <= $3
     HAVING bool_or(id = $2::text::bigint)`,
    [String(rollout.id), String(repositoryId), rollout.stageAt],
  );
  if (row === undefined) return false;
  const { repositories, before } = shareSchema.parse(row);
  return before < canarySize(repositories, rollout.canaryShare);
}

/** How many of so many repositories are the canary. */
export function canarySize(repositories: number, share: number): number {
  // 0.29999999999999998 of ten is three, not two.
  return Math.max(1, Math.floor(repositories * share + 1e-6));
}
