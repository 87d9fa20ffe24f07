import { machineUser } from "@devflow/audit";
import type { Settings } from "@devflow/config";
import { type Administration, createAdministration, localPerson } from "@devflow/identity";
import { withLocalDatabase } from "./with-local-index.ts";

/** People and tokens for a command. */
export async function withAdministration<T>(
  settings: Settings,
  work: (administration: Administration) => Promise<T>,
): Promise<T> {
  return withLocalDatabase(settings, async (database) => {
    if (settings.databaseUrl === null) await localPerson(database);
    const { maxTokenDays } = settings.identity;
    return await work(createAdministration(database, { actor: machineUser(), maxTokenDays }));
  });
}
