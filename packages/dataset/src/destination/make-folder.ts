import { access, constants, mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { coerceError, UsageError } from "@devflow/errors";
import { filesystemError } from "./filesystem-error.ts";

/**
 * Makes an absolute folder with its parents, each by itself: Node's recursive `mkdir` never returns
 * where a parent is there and takes no folder, as in /proc.
 *
 * Raises UsageError for a place where no folder can be, ExternalError where DevFlow may not write.
 */
export async function makeFolder(folder: string): Promise<void> {
  const missing: string[] = [];
  let existing = folder;
  for (; (await kindOf(existing)) === null; existing = dirname(existing)) missing.push(existing);
  if ((await kindOf(existing)) === "file") throw noFolder(folder, `${existing} is a file`);
  await access(existing, constants.W_OK | constants.X_OK).catch(filesystemError(existing));
  for (const next of missing.reverse()) {
    await mkdir(next).catch((thrown) => {
      // Another process was faster.
      if (codeOf(thrown) === "EEXIST") return;
      if (codeOf(thrown) === "ENOENT") throw noFolder(folder, `${existing} takes no folders`);
      filesystemError(next)(thrown);
    });
  }
}

async function kindOf(path: string): Promise<"folder" | "file" | null> {
  try {
    return (await stat(path)).isDirectory() ? "folder" : "file";
  } catch (thrown) {
    // Below a file: the file itself is found a step further up.
    if (codeOf(thrown) === "ENOENT" || codeOf(thrown) === "ENOTDIR") return null;
    return filesystemError(path)(thrown);
  }
}

function codeOf(thrown: unknown): unknown {
  const error = coerceError(thrown);
  return "code" in error ? error.code : undefined;
}

function noFolder(folder: string, reason: string): UsageError {
  return new UsageError(
    `${folder} cannot be a folder: ${reason}`,
    "Name a folder that is there, or one that can be made, with --to or EXPORT_DESTINATION.",
  );
}
