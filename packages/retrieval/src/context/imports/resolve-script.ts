import type { LiveTree } from "../live-tree.ts";
import { below, folderOf, foldersAbove, inFolder, nearest } from "../paths.ts";
import type { NodePackage, ProjectFiles, TsConfig } from "./project-files.ts";

const EXTENSIONS = ["ts", "tsx", "mts", "cts", "d.ts", "js", "jsx", "mjs", "cjs", "json", "vue"];
/** What TypeScript sources are imported as: the file that the compiler will write. */
const WRITTEN_AS: Readonly<Record<string, readonly string[]>> = {
  js: ["ts", "tsx", "jsx", "d.ts"],
  jsx: ["tsx"],
  mjs: ["mts", "d.mts"],
  cjs: ["cts", "d.cts"],
};
const BUILT = /(^|\/)(dist|lib|build|out|esm|cjs)\//;
const CONDITIONS = ["source", "development", "types", "import", "module", "default", "require"];
const MOST_EXTENDS = 5;

/** The file that an import of a script means: the compiler's rules, over sources instead of builds. */
export function resolveScript(
  specifier: string,
  importer: string,
  tree: LiveTree,
  project: ProjectFiles,
): string[] {
  if (specifier.startsWith("node:")) return [];
  // Bundlers take a query behind the name: `./logo.svg?raw`.
  const bare = specifier.replace(/\?.*$/, "");
  if (bare.startsWith(".")) return one(fileAt(below(folderOf(importer), bare), tree));
  return (
    byPaths(bare, importer, tree, project) ??
    byPackage(bare, importer, tree, project) ??
    byAlias(bare, importer, tree)
  );
}

function one(path: string | null): string[] {
  return path === null ? [] : [path];
}

/** A file as an import names it: exact, with another extension, or the index of a folder. */
function fileAt(path: string | null, tree: LiveTree): string | null {
  if (path === null) return null;
  if (tree.has(path)) return path;
  const [, stem = "", extension = ""] = /^(.*)\.([a-z]+)$/.exec(path) ?? [];
  const candidates = [
    ...(WRITTEN_AS[extension] ?? []).map((other) => `${stem}.${other}`),
    ...EXTENSIONS.map((other) => `${path}.${other}`),
    ...EXTENSIONS.map((other) => inFolder(path, `index.${other}`)),
  ];
  return candidates.find((candidate) => tree.has(candidate)) ?? null;
}

/** `paths` and `baseUrl` of the nearest tsconfig or jsconfig; null when they say nothing. */
function byPaths(
  specifier: string,
  importer: string,
  tree: LiveTree,
  { tsconfigs }: ProjectFiles,
): string[] | null {
  for (const folder of foldersAbove(importer)) {
    const own = ["tsconfig.json", "jsconfig.json"]
      .map((name) => inFolder(folder, name))
      .find((path) => tsconfigs.has(path));
    if (own === undefined) continue;
    for (const [path, config] of configChain(own, tsconfigs)) {
      const found = byPathsOf(specifier, folderOf(path), config, tree);
      if (found !== null) return [found];
    }
    // One that only extends or references others may leave the names to a config further up.
  }
  return null;
}

/** A configuration and those that it extends, each once, the nearest first. */
function* configChain(
  first: string,
  tsconfigs: ReadonlyMap<string, TsConfig>,
): Generator<[string, TsConfig]> {
  const seen = new Set<string>();
  let paths = [first];
  for (let hop = 0; hop < MOST_EXTENDS && paths.length > 0; hop++) {
    const parents: string[] = [];
    for (const path of paths) {
      const config = tsconfigs.get(path);
      if (config === undefined || seen.has(path)) continue;
      seen.add(path);
      yield [path, config];
      for (const parent of config.extends) {
        const target = parent.startsWith(".") ? below(folderOf(path), parent) : null;
        if (target === null) continue;
        parents.push(tsconfigs.has(target) ? target : `${target}.json`);
      }
    }
    paths = parents;
  }
}

function byPathsOf(
  specifier: string,
  folder: string,
  { baseUrl, paths }: TsConfig,
  tree: LiveTree,
): string | null {
  const base = below(folder, baseUrl ?? ".");
  if (base === null) return null;
  const patterns = Object.entries(paths).sort(([a], [b]) => b.length - a.length);
  for (const [pattern, targets] of patterns) {
    const rest = matchStar(pattern, specifier);
    if (rest === null) continue;
    for (const target of targets) {
      const found = fileAt(
        below(
          base,
          target.replace("*", () => rest),
        ),
        tree,
      );
      if (found !== null) return found;
    }
  }
  return baseUrl === null ? null : fileAt(below(base, specifier), tree);
}

/** What `*` stands for; empty for an exact match, null for none. */
function matchStar(pattern: string, text: string): string | null {
  const star = pattern.indexOf("*");
  if (star === -1) return pattern === text ? "" : null;
  const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)];
  const fits = text.length >= before.length + after.length;
  if (!fits || !text.startsWith(before) || !text.endsWith(after)) return null;
  return text.slice(before.length, text.length - after.length);
}

/** A package of the same workspace, or `#name` of the own package; null for packages of others. */
function byPackage(
  specifier: string,
  importer: string,
  tree: LiveTree,
  { packages }: ProjectFiles,
): string[] | null {
  if (specifier.startsWith("#")) {
    const own = ownPackage(importer, packages);
    const target = own === undefined ? null : fromMap(own.imports, specifier);
    return own === undefined || target === null ? null : one(sourceOf(own, target, tree));
  }
  const name = /^(@[^/]+\/[^/]+|[^@./][^/]*)/.exec(specifier)?.[0];
  const named = packages.filter((known) => known.name === name && name !== undefined);
  const [found] = named.length > 1 ? nearestPackage(named, importer) : named;
  if (found === undefined || name === undefined) return null;
  return one(entryOf(found, `.${specifier.slice(name.length)}`, tree));
}

function ownPackage(importer: string, packages: readonly NodePackage[]): NodePackage | undefined {
  for (const folder of foldersAbove(importer)) {
    const own = packages.find((known) => known.folder === folder);
    if (own !== undefined) return own;
  }
  return undefined;
}

function nearestPackage(packages: readonly NodePackage[], importer: string): NodePackage[] {
  const [path] = nearest(
    packages.map(({ folder }) => inFolder(folder, "package.json")),
    importer,
  );
  return packages.filter(({ folder }) => inFolder(folder, "package.json") === path);
}

function entryOf(found: NodePackage, subpath: string, tree: LiveTree): string | null {
  const { folder, exports, entries } = found;
  const exported =
    typeof exports === "string" || Array.isArray(exports)
      ? subpath === "."
        ? firstTarget(exports)
        : null
      : fromMap(exports, subpath);
  const targets = [exported, ...(subpath === "." ? entries : [])].filter((it) => it !== null);
  for (const target of targets) {
    const source = sourceOf(found, target, tree);
    if (source !== null) return source;
  }
  const rest = subpath === "." ? "" : subpath.slice(2);
  const folders = ["", "src", "lib"].map((part) => below(folder, `${part}/${rest}`));
  return folders.map((path) => fileAt(path, tree)).find((path) => path !== null) ?? null;
}

/** A target of `exports` or `imports`, which usually names a build, as the source it is built from. */
function sourceOf({ folder }: NodePackage, target: string, tree: LiveTree): string | null {
  const exact = fileAt(below(folder, target), tree);
  if (exact !== null) return exact;
  const source = target.replace(/\.d\.([mc]?ts)$/, ".$1").replace(BUILT, "$1src/");
  return (
    fileAt(below(folder, source), tree) ??
    fileAt(below(folder, source.replace(/\/src\/(esm|cjs|types)\//, "/src/")), tree)
  );
}

function fromMap(map: unknown, key: string): string | null {
  if (map === null || typeof map !== "object" || Array.isArray(map)) return null;
  const entries = Object.entries(map).sort(([a], [b]) => b.length - a.length);
  // Conditions without subpaths are the package's only entry.
  if (key === "." && entries.every(([name]) => !name.startsWith("."))) return firstTarget(map);
  for (const [pattern, value] of entries) {
    const rest = matchStar(pattern, key);
    const target = rest === null ? null : firstTarget(value);
    if (rest !== null && target !== null) return target.replaceAll("*", () => rest);
  }
  return null;
}

function firstTarget(value: unknown, depth = 0): string | null {
  if (typeof value === "string") return value;
  if (value === null || typeof value !== "object" || depth > 5) return null;
  if (Array.isArray(value)) return firstTarget(value[0], depth + 1);
  const conditions = new Map<string, unknown>(Object.entries(value));
  for (const condition of [...CONDITIONS, ...conditions.keys()]) {
    const target = firstTarget(conditions.get(condition), depth + 1);
    if (target !== null) return target;
  }
  return null;
}

/** Usual aliases of the source folder, which bundlers know and no file here says. */
function byAlias(specifier: string, importer: string, tree: LiveTree): string[] {
  const rest = /^(?:[@~]\/|\/|src\/)(.+)$/.exec(specifier)?.[1];
  if (rest === undefined) return [];
  for (const folder of foldersAbove(importer)) {
    for (const source of ["src", "app", ""]) {
      const found = fileAt(below(folder, inFolder(source, rest)), tree);
      if (found !== null) return [found];
    }
  }
  return [];
}
