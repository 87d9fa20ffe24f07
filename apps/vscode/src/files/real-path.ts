import { realpathSync } from "node:fs";
import { LRUCache } from "lru-cache";
import type * as vscode from "vscode";

/**
 * Where a file really is, symbolic links followed, with forward slashes. Of a file that is not there yet it is
 * that of the folder which would hold it. Null where nothing of it is on this machine's disk.
 */
export function realPathOf(uri: vscode.Uri): string | null {
  if (uri.scheme !== "file") return null;
  const path = uri.fsPath ?? uri.path;
  const now = known.get(path);
  if (now !== undefined) return now.path;
  const real = resolved(path.replaceAll("\\", "/"));
  known.set(path, { path: real });
  return real;
}

/** It is asked with every key: one look at the disk for each file in this time. */
const known = new LRUCache<string, { path: string | null }>({ max: 2_000, ttl: 5_000 });

/** Forgets what it saw: before something is written, the disk is asked. */
export function lookAgain(): void {
  known.clear();
}

function resolved(path: string): string | null {
  try {
    return realpathSync.native(path).replaceAll("\\", "/");
  } catch {
    const slash = path.lastIndexOf("/");
    if (slash <= 0) return null;
    const folder = resolved(path.slice(0, slash));
    return folder === null
      ? null
      : `${folder}${folder.endsWith("/") ? "" : "/"}${path.slice(slash + 1)}`;
  }
}
