import { z } from "zod";
import { fileName, folderOf, inFolder } from "../paths.ts";
import { parseLooseJson } from "./parse-json.ts";

/** What the repository's build files say about names of modules. Read tolerantly: they are others'. */
export interface ProjectFiles {
  packages: NodePackage[];
  tsconfigs: Map<string, TsConfig>;
  /** `module` lines of go.mod files. */
  goModules: NamedFolder[];
  /** Crates by name, `-` as `_`. */
  crates: NamedFolder[];
  /** psr-4: a namespace prefix without its last backslash, and a folder. */
  phpNamespaces: NamedFolder[];
  /** C# projects: root namespace and folder. */
  csharpProjects: NamedFolder[];
}

export interface NamedFolder {
  name: string;
  folder: string;
}

export interface NodePackage {
  name: string | null;
  folder: string;
  exports: unknown;
  imports: unknown;
  /** Where its code begins, most telling first. */
  entries: string[];
}

export interface TsConfig {
  extends: string[];
  baseUrl: string | null;
  paths: Readonly<Record<string, readonly string[]>>;
}

const text = z.string().nullish().catch(null);
const packageSchema = z
  .object({
    name: text,
    source: text,
    types: text,
    typings: text,
    module: text,
    main: text,
    exports: z.unknown().optional(),
    imports: z.unknown().optional(),
  })
  .catch({ exports: null, imports: null });

const tsconfigSchema = z
  .object({
    extends: z.union([z.string().transform((one) => [one]), z.array(z.string())]).catch([]),
    compilerOptions: z
      .object({
        baseUrl: text,
        paths: z.record(z.string(), z.array(z.string())).catch({}),
      })
      .catch({ baseUrl: null, paths: {} }),
  })
  .catch({ extends: [], compilerOptions: { baseUrl: null, paths: {} } });

const psr4 = z
  .record(z.string(), z.union([z.string().transform((one) => [one]), z.array(z.string())]))
  .catch({});
const autoload = z.object({ "psr-4": psr4 }).catch({ "psr-4": {} });
const composerSchema = z
  .object({ autoload, "autoload-dev": autoload })
  .catch({ autoload: { "psr-4": {} }, "autoload-dev": { "psr-4": {} } });

/** Names of the files that {@link parseProjectFiles} reads. */
export function isProjectFile(path: string): boolean {
  return /(^|\/)(package\.json|[tj]sconfig[^/]*\.json|go\.mod|composer\.json|Cargo\.toml)$|\.csproj$/.test(
    path,
  );
}

export function parseProjectFiles(texts: ReadonlyMap<string, string>): ProjectFiles {
  const found: ProjectFiles = {
    packages: [],
    tsconfigs: new Map(),
    goModules: [],
    crates: [],
    phpNamespaces: [],
    csharpProjects: [],
  };
  for (const [path, content] of texts) addFile(found, path, content);
  return found;
}

function addFile(found: ProjectFiles, path: string, content: string): void {
  const name = fileName(path);
  const folder = folderOf(path);
  if (name === "package.json") {
    found.packages.push(nodePackage(folder, parseLooseJson(content)));
  } else if (name === "go.mod") {
    const module = /^module\s+(\S+)/m.exec(content)?.[1];
    if (module !== undefined) found.goModules.push({ name: module, folder });
  } else if (name === "Cargo.toml") {
    const crate = /^\[package\][^[]*?^name\s*=\s*"([^"]+)"/ms.exec(content)?.[1];
    if (crate !== undefined) found.crates.push({ name: crate.replaceAll("-", "_"), folder });
  } else if (name === "composer.json") {
    found.phpNamespaces.push(...phpNamespaces(folder, parseLooseJson(content)));
  } else if (name.endsWith(".csproj")) {
    const root = /<RootNamespace>([^<]+)</.exec(content)?.[1] ?? name.slice(0, -".csproj".length);
    found.csharpProjects.push({ name: root, folder });
  } else {
    const { extends: parents, compilerOptions } = tsconfigSchema.parse(parseLooseJson(content));
    found.tsconfigs.set(path, {
      extends: parents,
      baseUrl: compilerOptions.baseUrl ?? null,
      paths: compilerOptions.paths,
    });
  }
}

function nodePackage(folder: string, json: unknown): NodePackage {
  const { name, exports, imports, source, types, typings, module, main } =
    packageSchema.parse(json);
  const entries = [source, types, typings, module, main].flatMap((entry) => entry ?? []);
  return { name: name ?? null, folder, exports, imports, entries };
}

function phpNamespaces(folder: string, json: unknown): NamedFolder[] {
  const { autoload: main, "autoload-dev": dev } = composerSchema.parse(json);
  return [...Object.entries(main["psr-4"]), ...Object.entries(dev["psr-4"])].flatMap(
    ([prefix, folders]) =>
      folders.map((below) => ({
        name: prefix.replace(/\\$/, ""),
        folder: inFolder(folder, below.replace(/^\.?\/|\/$/g, "")).replace(/\/$/, ""),
      })),
  );
}
