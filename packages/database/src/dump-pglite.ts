import { invariant } from "@devflow/errors";
import { engineOf } from "./create-database.ts";
import type { Database } from "./model.ts";
import { PgliteEngine } from "./pglite/pglite-engine.ts";

/** All files of an embedded database as a tar, to open another one in memory from. */
export function dumpPglite(database: Database): Promise<Uint8Array<ArrayBuffer>> {
  const engine = engineOf(database);
  invariant(engine instanceof PgliteEngine, "only the embedded database can be dumped");
  return engine.dump();
}
