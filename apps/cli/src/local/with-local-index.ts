import type { Settings } from "@devflow/config";
import { migrate, migrationsFolder, openDatabase } from "@devflow/database";
import type { LocalRepository } from "@devflow/git";
import { type CodeIndex, ensureLocalRepository, openCodeIndex } from "@devflow/retrieval";
import { quietLogger } from "./quiet-logger.ts";

/** Opens the database, gives `work` the index of this checkout, and closes the database. */
export async function withLocalIndex<T>(
  repository: LocalRepository,
  settings: Settings,
  work: (index: CodeIndex) => Promise<T>,
): Promise<T> {
  const logger = quietLogger(settings);
  const databaseUrl = settings.databaseUrl?.expose() ?? null;
  const database = await openDatabase({ ...settings, databaseUrl }, logger);
  try {
    await migrate(database, migrationsFolder);
    const repositoryId = await ensureLocalRepository(database, repository.root);
    return await work(openCodeIndex(database, repositoryId));
  } finally {
    await database.close();
  }
}
