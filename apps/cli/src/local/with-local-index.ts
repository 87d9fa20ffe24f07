import { machineUser, tellEmbedded } from "@devflow/audit";
import type { Settings } from "@devflow/config";
import { type Database, migrate, migrationsFolder, openDatabase } from "@devflow/database";
import { openEmbedder } from "@devflow/engines/embedder";
import type { LocalRepository } from "@devflow/git";
import {
  type CodeIndex,
  ensureLocalRepository,
  openCodeIndex,
  watchEmbedder,
} from "@devflow/retrieval";
import { quietLogger } from "./quiet-logger.ts";

/**
 * Opens and migrates the database of the settings, and closes it after `work`. An embedded one that
 * a running DevFlow has open is used through that one.
 */
export async function withLocalDatabase<T>(
  settings: Settings,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const databaseUrl = settings.databaseUrl?.expose() ?? null;
  const { dataFolder } = settings;
  const place = { databaseUrl, dataFolder, mayBeGuest: true };
  const database = await openDatabase(place, quietLogger(settings));
  try {
    await migrate(database, migrationsFolder);
    return await work(database);
  } finally {
    await database.close();
  }
}

/** Opens the database, gives `work` it and the index of this checkout, and closes the database. */
export async function withLocalIndex<T>(
  repository: LocalRepository,
  settings: Settings,
  work: (index: CodeIndex, database: Database) => Promise<T>,
): Promise<T> {
  return withLocalDatabase(settings, async (database) => {
    const repositoryId = await ensureLocalRepository(database, repository.root);
    const watched = watchEmbedder(await openEmbedder(settings, quietLogger(settings)));
    const { embedder } = watched;
    try {
      const { secretFiles } = settings;
      return await work(openCodeIndex(database, repositoryId, { embedder, secretFiles }), database);
    } finally {
      const details = { way: "command line", repository: repository.root };
      await tellEmbedded(database, { actor: machineUser(), details }, watched.take());
    }
  });
}
