import { setTimeout } from "node:timers/promises";
import type { Logger } from "@devflow/logging";
import type { Database } from "../model.ts";
import { visit } from "./door/guest-link.ts";
import { holderOf, isFolderInUse } from "./folder-lock.ts";
import { openPglite } from "./open-pglite.ts";

const lookEveryMs = 200;

/**
 * The embedded database in `folder` for a process that stays. A command that has it ends by itself
 * and is waited for, which is logged. Raises UsageError where a DevFlow that stays has it already:
 * that one has a door.
 */
export async function openPgliteInTurn(folder: string, logger: Logger): Promise<Database> {
  let isTold = false;
  for (; isFolderInUse(folder); await setTimeout(lookEveryMs)) {
    const link = await visit(folder);
    if (link !== null) {
      await link.close();
      break;
    }
    if (!isTold) {
      logger.info(
        { folder, pid: holderOf(folder) },
        "waiting for a command to end, which has the database open",
      );
    }
    isTold = true;
  }
  return openPglite(folder);
}
