import { accessSync, constants, mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { UsageError } from "@devflow/errors";

/**
 * Makes the data folder when it is missing, readable by its owner only. Raises UsageError when it
 * cannot be made or written to.
 */
export function makeFolder(folder: string): void {
  try {
    makeWithParents(folder);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (thrown) {
    const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : null;
    if (code === null) throw thrown;
    throw new UsageError(
      `the data folder ${folder} cannot be used (${code})`,
      "Make it writable, or choose another folder with --data or DEVFLOW_DATA.",
      { cause: thrown },
    );
  }
}

/**
 * Not `recursive: true`: where a parent exists and mkdir still says ENOENT (below a link that leads
 * nowhere, in /proc), Node 24 tries for ever and takes all memory.
 */
function makeWithParents(folder: string): void {
  if (isFolder(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) makeWithParents(parent);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (thrown) {
    // Another process may have made it meanwhile.
    if (!isFolder(folder)) throw thrown;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
