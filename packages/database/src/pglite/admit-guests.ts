import { invariant } from "@devflow/errors";
import { engineOf } from "../create-database.ts";
import type { Database } from "../model.ts";
import { type Door, type DoorOptions, openDoor } from "./door/door.ts";
import { PgliteEngine } from "./pglite-engine.ts";

/**
 * Lets commands of other processes use the embedded database of `folder` while this one has it
 * open; see Door. Close the door before the database. Null where the folder takes no socket, which is logged.
 */
export function admitGuests(
  database: Database,
  folder: string,
  options: DoorOptions,
): Promise<Door | null> {
  const engine = engineOf(database);
  invariant(engine instanceof PgliteEngine, "only the embedded database has a door");
  return openDoor(engine.link, folder, options);
}
