import type { Logger } from "@devflow/logging";
import type { Database } from "./model.ts";
import { openPglite } from "./pglite/open-pglite.ts";
import { openPostgres } from "./postgres/open-postgres.ts";

export interface DatabaseSettings {
  /** `postgres://…`; null for the embedded database in `dataFolder`. */
  databaseUrl: string | null;
  dataFolder: string;
}

/** The server when there is a URL, else the embedded database. */
export async function openDatabase(settings: DatabaseSettings, logger: Logger): Promise<Database> {
  if (settings.databaseUrl !== null) return openPostgres(settings.databaseUrl, { logger });
  return openPglite(settings.dataFolder);
}
