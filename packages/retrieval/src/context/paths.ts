import { posix } from "node:path";
import { folderOf } from "../text/path-words.ts";

export { folderOf };

export function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The extension in lower case, without its dot; empty when there is none. */
export function extensionOf(path: string): string {
  const name = fileName(path);
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? "" : name.slice(dot + 1).toLowerCase();
}

/** A path below a folder, with `.` and `..` resolved; null when it leaves the repository. */
export function below(folder: string, path: string): string | null {
  const joined = posix.join(folder, path).replace(/\/$/, "");
  if (joined === "..") return null;
  return joined.startsWith("../") ? null : joined === "." ? "" : joined;
}

export function inFolder(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

/** The folder of a file and all those above it, the nearest first, the top (empty) last. */
export function foldersAbove(path: string): string[] {
  const folders: string[] = [];
  for (let folder = folderOf(path); folder !== ""; folder = folderOf(folder)) folders.push(folder);
  return [...folders, ""];
}

/** How many leading folders two paths share: nearness in a monorepo. */
export function sharedFolders(a: string, b: string): number {
  const left = folderOf(a).split("/");
  const right = folderOf(b).split("/");
  let shared = 0;
  while (shared < left.length && left[shared] === right[shared]) shared += 1;
  return shared;
}

/** Of files that a name may mean, those nearest to whoever says it. */
export function nearest(paths: readonly string[], importer: string): string[] {
  const best = Math.max(...paths.map((path) => sharedFolders(path, importer)));
  return paths.filter((path) => sharedFolders(path, importer) === best);
}
