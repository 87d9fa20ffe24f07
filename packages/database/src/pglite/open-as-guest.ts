import { createDatabase } from "../create-database.ts";
import type { Database } from "../model.ts";
import { visit } from "./door/guest-link.ts";
import { isFolderInUse } from "./folder-lock.ts";
import { openPglite } from "./open-pglite.ts";
import { PgliteEngine } from "./pglite-engine.ts";

/**
 * The embedded database in `folder`: our own, or through the DevFlow that has it open and admits
 * guests. Raises UsageError where another process has it that admits none.
 */
export async function openPgliteAsGuest(folder: string): Promise<Database> {
  const link = isFolderInUse(folder) ? await visit(folder) : null;
  return link === null ? openPglite(folder) : createDatabase(new PgliteEngine(link, () => {}));
}
