import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { UsageError } from "@devflow/errors";

/** SQLITE_BUSY, https://www.sqlite.org/rescode.html#busy. */
const sqliteBusy = 5;

/** Others look whether the folder is in use by locking it for a moment: that is waited out. */
const glanceMs = 200;

/**
 * Properties wanted: one process at a time opens a data folder; a holder that was killed leaves
 * nothing behind that stops the next one; nobody waits for a holder.
 * Design: an exclusive lock on a small SQLite file, which is the operating system's own file lock:
 * it ends with the process, also on SIGKILL, and works alike on Linux, macOS and Windows, and
 * between containers that share the folder. A text file beside it names the holder, for people.
 * Race accepted: the name may be one holder old when two processes start at the same moment.
 * Gives the function that returns the lock. Raises UsageError when another process holds it.
 */
export function lockFolder(folder: string): () => void {
  const lock = new DatabaseSync(join(folder, "lock"), { timeout: glanceMs });
  try {
    lock.exec("BEGIN EXCLUSIVE");
  } catch (thrown) {
    lock.close();
    if (!isBusy(thrown)) throw thrown;
    throw new UsageError(
      `the data folder ${folder} is in use by process ${holderOf(folder)}`,
      "A command ends by itself: wait for it. Else stop it, or choose another folder: --data or DEVFLOW_DATA.",
      { cause: thrown },
    );
  }
  writeFileSync(holderFile(folder), `${process.pid}\n`);
  return () => lock.close();
}

/** Whether another process has the database of the data folder open. */
export function isFolderInUse(folder: string): boolean {
  if (!existsSync(join(folder, "lock"))) return false;
  const lock = new DatabaseSync(join(folder, "lock"));
  try {
    lock.exec("BEGIN EXCLUSIVE");
    return false;
  } catch (thrown) {
    if (isBusy(thrown)) return true;
    throw thrown;
  } finally {
    lock.close();
  }
}

function isBusy(thrown: unknown): boolean {
  return thrown instanceof Error && "errcode" in thrown && thrown.errcode === sqliteBusy;
}

function holderFile(folder: string): string {
  return join(folder, "lock.pid");
}

/** The number of the process that has the folder, for people to read. */
export function holderOf(folder: string): string {
  try {
    return readFileSync(holderFile(folder), "utf8").trim();
  } catch {
    return "(unknown)";
  }
}
