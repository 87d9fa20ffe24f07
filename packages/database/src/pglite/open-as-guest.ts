import { setTimeout } from "node:timers/promises";
import { createDatabase } from "../create-database.ts";
import type { Database } from "../model.ts";
import { visit } from "./door/guest-link.ts";
import { isFolderInUse } from "./folder-lock.ts";
import { openPglite } from "./open-pglite.ts";
import { PgliteEngine } from "./pglite-engine.ts";

/** A DevFlow that starts in a folder that was there has its door open by then; most commands have ended. */
const defaultPatienceMs = 5_000;
const lookEveryMs = 200;

/**
 * The embedded database in `folder`: our own, or through the DevFlow that has it open and admits
 * guests. One that starts right now, or a command that has no door, is waited for. Raises UsageError
 * where another process has it all the time and admits none.
 */
export async function openPgliteAsGuest(
  folder: string,
  { patienceMs = defaultPatienceMs }: { patienceMs?: number } = {},
): Promise<Database> {
  for (const from = performance.now(); isFolderInUse(folder); await setTimeout(lookEveryMs)) {
    const link = await visit(folder);
    if (link !== null) return createDatabase(new PgliteEngine(link, () => {}));
    if (performance.now() - from >= patienceMs) break;
  }
  return openPglite(folder);
}
