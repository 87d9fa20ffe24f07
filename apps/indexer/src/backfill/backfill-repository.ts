import type { Database } from "@devflow/database";
import { UsageError } from "@devflow/errors";
import type { AppClient } from "@devflow/github";
import { readRepository } from "../read-repository.ts";
import { type BackfillOptions, type BackfillOutcome, runBackfill } from "./run-backfill.ts";

/** Reads the history of a repository that GitHub lets us read. */
export async function backfillRepository(
  database: Database,
  app: AppClient,
  repositoryId: number,
  options: BackfillOptions,
): Promise<BackfillOutcome> {
  const repository = await readRepository(database, repositoryId);
  if (repository === null) {
    throw new UsageError(
      "the repository is a folder, or the App was removed from it",
      "`devflow backfill --status` lists the repositories that have a history on GitHub.",
    );
  }
  const client = app.forInstallation(repository.installationId);
  return await runBackfill(database, client, repository, options);
}
