import type { Logger } from "@devflow/logging";
import type { Database } from "./model.ts";
import { openPgliteAsGuest } from "./pglite/open-as-guest.ts";
import { openPgliteInTurn } from "./pglite/open-in-turn.ts";
import { openPostgres } from "./postgres/open-postgres.ts";

export interface DatabaseSettings {
  /** `postgres://…`; null for the embedded database in `dataFolder`. */
  databaseUrl: string | null;
  dataFolder: string;
  /** Where a DevFlow that stays has the embedded database open, use it through that one. */
  mayBeGuest?: boolean;
}

/** The server when there is a URL, else the embedded database. */
export async function openDatabase(settings: DatabaseSettings, logger: Logger): Promise<Database> {
  if (settings.databaseUrl !== null) return openPostgres(settings.databaseUrl, { logger });
  return settings.mayBeGuest
    ? openPgliteAsGuest(settings.dataFolder)
    : openPgliteInTurn(settings.dataFolder, logger);
}
