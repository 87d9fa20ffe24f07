import { extensionOf, folderOf } from "./paths.ts";

const JVM_ROOT = /^(.*\/)?src\/[^/]+\/(java|kotlin|scala)\//;

/** Whether code of one file sees the other's without an import: the same folder, or Java package. */
export function isSamePackage(path: string, other: string): boolean {
  if (folderOf(path) === folderOf(other)) return true;
  const [left, right] = [path, other].map((it) => folderOf(it).concat("/").replace(JVM_ROOT, ""));
  const isJvm = [path, other].every((it) => ["java", "kt", "kts"].includes(extensionOf(it)));
  return isJvm && JVM_ROOT.test(path) && JVM_ROOT.test(other) && left === right;
}

/** Where a plain name of another file always needs an import: a neighbour without one means another. */
export function seesOnlyImports(path: string): boolean {
  return /\.([cm]?[jt]sx?|pyi?|rs)$/.test(path);
}
