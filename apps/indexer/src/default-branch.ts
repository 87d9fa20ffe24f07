import type { Database } from "@devflow/database";
import { ExternalError } from "@devflow/errors";
import type { InstallationClient } from "@devflow/github";
import type { RemoteRepository } from "./read-repository.ts";

/** The default branch: as an event told us, else asked for once and stored. */
export async function defaultBranchOf(
  database: Database,
  client: InstallationClient,
  repository: RemoteRepository,
): Promise<string> {
  if (repository.defaultBranch !== null) return repository.defaultBranch;
  for await (const { id, defaultBranch } of client.listRepositories()) {
    if (id !== repository.githubId) continue;
    await database.query(`UPDATE repositories SET default_branch = $2 WHERE id = $1`, [
      repository.id,
      defaultBranch,
    ]);
    return defaultBranch;
  }
  throw new ExternalError("the installation does not list the repository", {
    service: "github",
    retryable: false,
    code: "gone",
  });
}
