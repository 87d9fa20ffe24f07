import type { Database } from "@devflow/database";
import { z } from "zod";

const repositoryRow = z.object({
  id: z.number(),
  github_id: z.number().nullable(),
  installation_id: z.number().nullable(),
  owner: z.string().nullable(),
  name: z.string(),
  default_branch: z.string().nullable(),
  state: z.enum(["active", "removed"]),
});

export interface RemoteRepository {
  id: number;
  githubId: number;
  installationId: number;
  owner: string;
  name: string;
  defaultBranch: string | null;
}

/** A repository on GitHub that may be read; null when it was removed or is a folder of this machine. */
export async function readRepository(
  database: Database,
  repositoryId: number,
): Promise<RemoteRepository | null> {
  const [row] = await database.query(
    `SELECT r.id, r.github_id, r.installation_id, r.owner, r.name, r.default_branch, r.state
       FROM repositories r JOIN installations i ON i.id = r.installation_id
      WHERE r.id = $1 AND i.state = 'active'`,
    [repositoryId],
  );
  if (row === undefined) return null;
  const { id, github_id, installation_id, owner, name, default_branch, state } =
    repositoryRow.parse(row);
  if (github_id === null || installation_id === null || owner === null || state !== "active") {
    return null;
  }
  return {
    id,
    githubId: github_id,
    installationId: installation_id,
    owner,
    name,
    defaultBranch: default_branch,
  };
}
