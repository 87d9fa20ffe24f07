import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createDatabase } from "../create-database.ts";
import type { Database } from "../model.ts";
import { lockFolder } from "./folder-lock.ts";
import { makeFolder } from "./make-folder.ts";
import { OwnLink } from "./own-link.ts";
import { PgliteEngine } from "./pglite-engine.ts";
import { PgliteThreadClient } from "./pglite-thread-client.ts";

export interface PgliteOptions {
  /** What a new database starts from instead of nothing; see dumpPglite. */
  dump?: Uint8Array<ArrayBuffer>;
}

/**
 * The embedded database, in `folder` or in memory. The folder is made when missing, readable by its
 * owner only, and held by one process at a time. Raises UsageError when another process holds it
 * (and names that), or when it cannot be written to.
 * A database that answered survives SIGKILL of the process; PGlite does not fsync, so the last
 * seconds before a power cut may be lost.
 */
export async function openPglite(folder: string, options: PgliteOptions = {}): Promise<Database> {
  if (folder === "memory") return open(null, options.dump ?? null, () => {});
  const root = resolve(folder);
  makeFolder(root);
  const unlock = lockFolder(root);
  try {
    // The folder often lies in a checkout: nothing in it is source but a team's own rules.
    writeFileSync(join(root, ".gitignore"), "/*\n!/rules/\n");
    const files = join(root, "database");
    if (!existsSync(files)) await createFiles(files, options.dump ?? null);
    return await open(files, null, unlock);
  } catch (thrown) {
    unlock();
    throw thrown;
  }
}

async function open(
  folder: string | null,
  dump: Uint8Array<ArrayBuffer> | null,
  onClosed: () => void,
): Promise<Database> {
  const thread = new PgliteThreadClient({ folder, dump });
  await thread.execute({ kind: "query", sql: "SELECT 1", params: [] }, "public");
  return createDatabase(new PgliteEngine(new OwnLink(thread), onClosed));
}

/** Made aside and renamed: a process killed meanwhile leaves no half database. Takes 4-5 s without a dump. */
async function createFiles(files: string, dump: Uint8Array<ArrayBuffer> | null): Promise<void> {
  const unfinished = `${files}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  const database = await open(unfinished, dump, () => {});
  await database.close();
  renameSync(unfinished, files);
}
