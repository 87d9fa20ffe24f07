import type { LiveTree } from "../live-tree.ts";
import { below, folderOf, inFolder, nearest } from "../paths.ts";

/** The module or package that an import means, and what a package gives with it: its own modules. */
export function resolvePython(specifier: string, importer: string, tree: LiveTree): string[] {
  const dots = /^\.*/.exec(specifier)?.[0].length ?? 0;
  const tail = specifier.slice(dots).replaceAll(".", "/");
  if (dots > 0) {
    const folder = below(folderOf(importer), `${"../".repeat(dots - 1)}${tail}`);
    return folder === null ? [] : moduleAt(folder, tree);
  }
  const local = moduleAt(inFolder(folderOf(importer), tail), tree);
  const modules = [`${tail}.py`, `${tail}.pyi`].flatMap((path) => tree.endingWith(path));
  const packages = tree.foldersEndingWith(tail).map((folder) => inFolder(folder, "__init__.py"));
  const found = [...modules, ...packages.filter((path) => tree.has(path))].filter((path) =>
    isAtRoot(path, tail, tree),
  );
  if (found.length === 0) return [...local, ...namespacePackage(tail, importer, tree)];
  return nearest(found, importer).flatMap((path) => withModules(path, tree));
}

/** True when the folder that the name starts in is no package itself: only such are on the path. */
function isAtRoot(path: string, tail: string, tree: LiveTree): boolean {
  const module = path.replace(/(\/__init__)?\.pyi?$/, "");
  const root = module.slice(0, Math.max(0, module.length - tail.length - 1));
  return !tree.has(inFolder(root, "__init__.py")) || root === "";
}

function moduleAt(path: string, tree: LiveTree): string[] {
  const files = [`${path}.py`, `${path}.pyi`, inFolder(path, "__init__.py")];
  const found = files.filter((file) => tree.has(file));
  return found.length > 0
    ? found.flatMap((file) => withModules(file, tree))
    : tree.filesIn(path).filter(isPython);
}

/** `from package import module` names the package only. */
function withModules(path: string, tree: LiveTree): string[] {
  if (!path.endsWith("/__init__.py")) return [path];
  return [path, ...tree.filesIn(folderOf(path)).filter((file) => file !== path && isPython(file))];
}

function namespacePackage(tail: string, importer: string, tree: LiveTree): string[] {
  const folders = tree.foldersEndingWith(tail);
  const files = folders.flatMap((folder) => tree.filesIn(folder).filter(isPython));
  return files.length === 0 ? [] : nearest(files, importer);
}

function isPython(path: string): boolean {
  return /\.pyi?$/.test(path);
}
