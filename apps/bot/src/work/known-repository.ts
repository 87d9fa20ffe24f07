import type { Database } from "@devflow/database";
import { invariant } from "@devflow/errors";
import { z } from "zod";

export interface GitHubRepository {
  githubId: number;
  installationId: number;
  owner: string;
  name: string;
  /** Null where GitHub's payload does not tell. */
  defaultBranch: string | null;
}

const idSchema = z.object({ id: z.number() });

/**
 * Makes sure that the repository and its installation have rows, brings name and default branch up
 * to date, and gives the row's id. An installation that is known keeps its state: an event that
 * comes late must not revive a removed one.
 */
export async function rememberRepository(
  database: Database,
  repository: GitHubRepository,
): Promise<number> {
  await database.query(
    "INSERT INTO installations (id, account) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING",
    [repository.installationId, repository.owner],
  );
  const [row] = await database.query(
    `INSERT INTO repositories (github_id, installation_id, owner, name, default_branch)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (github_id) DO UPDATE SET
       installation_id = excluded.installation_id, owner = excluded.owner, name = excluded.name,
       default_branch = coalesce(excluded.default_branch, repositories.default_branch),
       state = 'active'
     RETURNING id`,
    [
      repository.githubId,
      repository.installationId,
      repository.owner,
      repository.name,
      repository.defaultBranch,
    ],
  );
  invariant(row !== undefined, "an upsert with RETURNING gives a row");
  return idSchema.parse(row).id;
}
