import type { Database } from "@devflow/database";
import { invariant } from "@devflow/errors";
import type { Queues } from "@devflow/queue";
import { z } from "zod";
import { enqueueIndex } from "./enqueue-index.ts";

export interface GitHubRepository {
  githubId: number;
  installationId: number;
  owner: string;
  name: string;
  /** Null where GitHub's payload does not tell. */
  defaultBranch: string | null;
  /**
   * True when the source says that the installation covers it. An event about something else in
   * the repository may come late and must not revive one that was taken out.
   */
  isCovered: boolean;
}

const rowSchema = z.object({ id: z.number(), is_new: z.boolean() });

/**
 * Makes sure that the repository and its installation have rows, brings name and default branch up
 * to date, and gives the row's id. A repository that is new to us, or came back, is indexed.
 */
export async function rememberRepository(
  database: Database,
  queues: Queues,
  repository: GitHubRepository,
): Promise<number> {
  const { githubId, installationId, owner, name, defaultBranch, isCovered } = repository;
  await database.query(
    "INSERT INTO installations (id, account) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING",
    [installationId, owner],
  );
  const [row] = await database.query(
    `WITH former AS (SELECT state FROM repositories WHERE github_id = $1),
     remembered AS (
       INSERT INTO repositories (github_id, installation_id, owner, name, default_branch)
       VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (github_id) DO UPDATE SET
         installation_id = excluded.installation_id, owner = excluded.owner, name = excluded.name,
         default_branch = coalesce(excluded.default_branch, repositories.default_branch),
         state = CASE WHEN $6 THEN 'active' ELSE repositories.state END
       RETURNING id, state
     )
     SELECT remembered.id,
       remembered.state = 'active' AND former.state IS DISTINCT FROM 'active' AS is_new
     FROM remembered LEFT JOIN former ON true`,
    [githubId, installationId, owner, name, defaultBranch, isCovered],
  );
  invariant(row !== undefined, "an upsert with RETURNING gives a row");
  const { id, is_new } = rowSchema.parse(row);
  if (is_new) await enqueueIndex(queues, id);
  return id;
}
