import type { LiveTree } from "../live-tree.ts";
import { below, extensionOf, folderOf, foldersAbove, inFolder, nearest } from "../paths.ts";
import type { NamedFolder, ProjectFiles } from "./project-files.ts";

/** The files of the package that a Go import names: by the module of a go.mod, else by its folder. */
export function resolveGo(
  specifier: string,
  importer: string,
  tree: LiveTree,
  { goModules }: ProjectFiles,
): string[] {
  const filesOf = (folder: string) =>
    tree.filesIn(folder).filter((path) => path.endsWith(".go") && !path.endsWith("_test.go"));
  const modules = goModules
    .filter(({ name }) => specifier === name || specifier.startsWith(`${name}/`))
    .sort((a, b) => b.name.length - a.name.length);
  for (const { name, folder } of modules) {
    const files = filesOf(below(folder, specifier.slice(name.length + 1)) ?? "");
    if (files.length > 0) return files;
  }
  // A module of this repository has a go.mod in it; without any, folders are all there is.
  if (goModules.length > 0) return [];
  const folders = tree.foldersEndingWith(specifier);
  const files = folders.flatMap(filesOf);
  return files.length === 0 ? [] : nearest(files, importer);
}

const JVM = ["java", "kt", "kts", "scala", "groovy"];

/** Java and Kotlin: a class, what is static in it, a function of a package, or all of a package. */
export function resolveJvm(specifier: string, importer: string, tree: LiveTree): string[] {
  const segments = specifier.split(".");
  const isWildcard = segments.at(-1) === "*";
  if (isWildcard) segments.pop();
  // A nested class or static member is in the file of the class around it.
  for (let length = segments.length; length >= 2; length--) {
    const tail = segments.slice(0, length).join("/");
    const files = JVM.flatMap((extension) => tree.endingWith(`${tail}.${extension}`));
    if (files.length > 0) return nearest(files, importer);
  }
  const folder = (isWildcard ? segments : segments.slice(0, -1)).join("/");
  const files = tree
    .foldersEndingWith(folder)
    .flatMap((path) => tree.filesIn(path).filter((file) => JVM.includes(extensionOf(file))));
  return isWildcard || extensionOf(importer).startsWith("kt") ? files : [];
}

/** Rust: `crate::`, `super::`, `self::`, `mod name` and the crates of the same workspace. */
export function resolveRust(
  specifier: string,
  importer: string,
  tree: LiveTree,
  { crates }: ProjectFiles,
): string[] {
  const segments = specifier.split("::").filter((segment) => segment !== "*" && segment !== "");
  const first = segments.shift() ?? "";
  if (first === "crate") return rustModule(crateRoot(importer, tree), segments, tree);
  if (first === "self") return rustModule(ownModule(importer), segments, tree);
  if (first === "super") {
    let folder: string | null = below(ownModule(importer), "..");
    while (segments[0] === "super") {
      segments.shift();
      folder = folder === null ? null : below(folder, "..");
    }
    return folder === null ? [] : rustModule(folder, segments, tree);
  }
  // `mod name` and names of submodules; a file is no submodule of itself.
  const sibling = rustModule(ownModule(importer), [first, ...segments], tree);
  const isOwn = sibling[0] === importer || sibling[0] === `${ownModule(importer)}.rs`;
  if (sibling.length > 0 && !isOwn) return sibling;
  const crate = crates.find(({ name }) => name === first);
  return crate === undefined ? [] : rustModule(inFolder(crate.folder, "src"), segments, tree);
}

/** The folder that holds the submodules of a file. */
function ownModule(path: string): string {
  return /(^|\/)(mod|lib|main)\.rs$/.test(path) ? folderOf(path) : path.replace(/\.rs$/, "");
}

function crateRoot(importer: string, tree: LiveTree): string {
  const isRoot = (folder: string) =>
    ["lib.rs", "main.rs"].some((name) => tree.has(inFolder(folder, name)));
  return foldersAbove(importer).find(isRoot) ?? folderOf(importer);
}

/** The deepest module of a path that has a file: what comes after it is a name inside. */
function rustModule(root: string, segments: readonly string[], tree: LiveTree): string[] {
  for (let length = segments.length; length > 0; length--) {
    const path = inFolder(root, segments.slice(0, length).join("/"));
    const file = [`${path}.rs`, `${path}/mod.rs`].find((candidate) => tree.has(candidate));
    if (file !== undefined) return [file];
  }
  const roots = [`${root}.rs`, ...["mod.rs", "lib.rs", "main.rs"].map((it) => inFolder(root, it))];
  return roots.filter((path) => tree.has(path)).slice(0, 1);
}

const SOURCES = ["c", "cc", "cpp", "cxx", "m", "mm"];

/** C and C++: the included header by the tail of its path, and the source of the same name. */
export function resolveInclude(specifier: string, importer: string, tree: LiveTree): string[] {
  const beside = below(folderOf(importer), specifier);
  const headers =
    beside !== null && tree.has(beside)
      ? [beside]
      : nearestOrNone(tree.endingWith(specifier.replace(/^(\.\.?\/)+/, "")), importer);
  return headers.flatMap((header) => [header, ...sourcesOf(header, tree)]);
}

/** Where what a header declares is defined: a file of its name beside it, or under `src`. */
function sourcesOf(header: string, tree: LiveTree): string[] {
  const stem = header.replace(/\.[^./]+$/, "");
  const beside = SOURCES.map((extension) => `${stem}.${extension}`).filter((path) =>
    tree.has(path),
  );
  if (beside.length > 0) return beside;
  const name = stem.slice(stem.lastIndexOf("/") + 1);
  const elsewhere = SOURCES.flatMap((extension) => tree.named(`${name}.${extension}`));
  return nearestOrNone(elsewhere, header);
}

function nearestOrNone(paths: readonly string[], importer: string): string[] {
  return paths.length === 0 ? [] : nearest(paths, importer);
}

/** Ruby: beside the file, else below any load path (`lib`, `app/*`), which are told by nothing. */
export function resolveRuby(specifier: string, importer: string, tree: LiveTree): string[] {
  const name = specifier.endsWith(".rb") ? specifier : `${specifier}.rb`;
  const beside = below(folderOf(importer), name);
  if (beside !== null && tree.has(beside)) return [beside];
  return nearestOrNone(tree.endingWith(name.replace(/^(\.\.?\/)+/, "")), importer);
}

/** PHP: psr-4 of composer.json, else the longest tail of the name that is a file. */
export function resolvePhp(
  specifier: string,
  importer: string,
  tree: LiveTree,
  { phpNamespaces }: ProjectFiles,
): string[] {
  if (/\.php$/.test(specifier)) return resolveInclude(specifier.replace(/^\//, ""), importer, tree);
  const name = specifier.replace(/^\\/, "").replaceAll("\\", "/");
  const folders = namespaceFolders(name, phpNamespaces, "\\");
  const found = folders.map((path) => `${path}.php`).filter((path) => tree.has(path));
  if (found.length > 0) return found;
  const segments = name.split("/");
  for (let from = 0; from < segments.length - 1; from++) {
    const files = tree.endingWith(`${segments.slice(from).join("/")}.php`);
    if (files.length > 0) return nearest(files, importer);
  }
  return [];
}

/** C#: the files of a namespace, which by convention are in its folder below a project's. */
export function resolveCsharp(
  specifier: string,
  importer: string,
  tree: LiveTree,
  { csharpProjects }: ProjectFiles,
): string[] {
  const name = specifier.replaceAll(".", "/");
  const filesOf = (folder: string) => tree.filesIn(folder).filter((path) => path.endsWith(".cs"));
  const inProjects = namespaceFolders(name, csharpProjects, ".").flatMap(filesOf);
  if (inProjects.length > 0) return inProjects;
  const elsewhere = tree.foldersEndingWith(name).flatMap(filesOf);
  return nearestOrNone(elsewhere, importer);
}

/** Where a namespace may be, given prefixes of namespaces and their folders. */
function namespaceFolders(
  name: string,
  known: readonly NamedFolder[],
  separator: string,
): string[] {
  return known.flatMap(({ name: prefix, folder }) => {
    const start = prefix.replaceAll(separator, "/");
    if (start !== "" && name !== start && !name.startsWith(`${start}/`)) return [];
    return [inFolder(folder, name.slice(start === "" ? 0 : start.length + 1)).replace(/\/$/, "")];
  });
}
