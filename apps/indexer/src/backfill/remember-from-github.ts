import type { Database } from "@devflow/database";
import type { AppClient } from "@devflow/github";
import { z } from "zod";

const idRow = z.object({ id: z.number() });

/**
 * Gives a row to a repository that the App is installed on and of which no webhook has told yet, so
 * that its history can be read before anything is switched on. Undefined when the App does not see it.
 */
export async function rememberFromGitHub(
  database: Database,
  app: AppClient,
  fullName: string,
): Promise<number | undefined> {
  for await (const { id: installationId, account, isSuspended } of app.listInstallations()) {
    const [owner = ""] = fullName.split("/");
    if (isSuspended || account.toLowerCase() !== owner.toLowerCase()) continue;
    for await (const found of app.forInstallation(installationId).listRepositories()) {
      if (`${found.owner}/${found.name}`.toLowerCase() !== fullName.toLowerCase()) continue;
      await database.query(
        "INSERT INTO installations (id, account) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING",
        [installationId, account],
      );
      const [row] = await database.query(
        `INSERT INTO repositories (github_id, installation_id, owner, name, default_branch)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (github_id) DO UPDATE SET installation_id = excluded.installation_id,
           owner = excluded.owner, name = excluded.name, state = 'active'
         RETURNING id`,
        [found.id, installationId, found.owner, found.name, found.defaultBranch],
      );
      return idRow.parse(row).id;
    }
  }
  return undefined;
}
