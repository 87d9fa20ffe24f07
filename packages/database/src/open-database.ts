import type { Logger } from "@devflow/logging";
import type { Database } from "./model.ts";
import { openPgliteAsGuest } from "./pglite/open-as-guest.ts";
import { openPglite } from "./pglite/open-pglite.ts";
import { openPostgres } from "./postgres/open-postgres.ts";

export interface DatabaseSettings {
  /** `postgres://…`; null for the embedded database in `dataFolder`. */
  databaseUrl: string | null;
  dataFolder: string;
  /** Where another process has the embedded database open, use it through that one. */
  mayBeGuest?: boolean;
}

/** The server when there is a URL, else the embedded database. */
export async function openDatabase(settings: DatabaseSettings, logger: Logger): Promise<Database> {
  if (settings.databaseUrl !== null) return openPostgres(settings.databaseUrl, { logger });
  return settings.mayBeGuest
    ? openPgliteAsGuest(settings.dataFolder)
    : openPglite(settings.dataFolder);
}
