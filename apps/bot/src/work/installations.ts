import type { Database } from "@devflow/database";

export type InstallationState = "active" | "suspended" | "removed";

/** Takes over what GitHub says about an installation now. `removed` is for ever: ids never come back. */
export async function putInstallation(
  database: Database,
  installation: { id: number; account: string; state: InstallationState },
): Promise<void> {
  await database.query(
    `INSERT INTO installations (id, account, state) VALUES ($1, $2, $3)
     ON CONFLICT (id) DO UPDATE SET
       account = excluded.account, state = excluded.state, updated_at = now()
     WHERE installations.state <> 'removed'`,
    [installation.id, installation.account, installation.state],
  );
}

/** All repositories of an installation that is gone. */
export async function removeRepositoriesOf(
  database: Database,
  installationId: number,
): Promise<void> {
  await database.query("UPDATE repositories SET state = 'removed' WHERE installation_id = $1", [
    installationId,
  ]);
}

/** Repositories that were taken out of an installation; those of other installations stay. */
export async function removeRepositories(
  database: Database,
  installationId: number,
  githubIds: readonly number[],
): Promise<void> {
  await database.query(
    `UPDATE repositories SET state = 'removed'
     WHERE installation_id = $1 AND github_id = ANY ($2::bigint[])`,
    [installationId, [...githubIds]],
  );
}
