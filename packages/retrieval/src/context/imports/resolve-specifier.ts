import type { LiveTree } from "../live-tree.ts";
import { extensionOf } from "../paths.ts";
import type { ProjectFiles } from "./project-files.ts";
import {
  resolveCsharp,
  resolveGo,
  resolveInclude,
  resolveJvm,
  resolvePhp,
  resolveRuby,
  resolveRust,
} from "./resolve-compiled.ts";
import { resolvePython } from "./resolve-python.ts";
import { resolveScript } from "./resolve-script.ts";

type Resolve = (
  specifier: string,
  importer: string,
  tree: LiveTree,
  project: ProjectFiles,
) => string[];

const BY_EXTENSION = new Map<string, Resolve>([
  ...["ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs", "vue", "svelte"].map(
    (extension): [string, Resolve] => [extension, resolveScript],
  ),
  ...["py", "pyi"].map((extension): [string, Resolve] => [extension, resolvePython]),
  ["go", resolveGo],
  ...["java", "kt", "kts"].map((extension): [string, Resolve] => [extension, resolveJvm]),
  ["rs", resolveRust],
  ...["c", "h", "cc", "cpp", "cxx", "hpp", "hh", "hxx", "inl"].map(
    (extension): [string, Resolve] => [extension, resolveInclude],
  ),
  ...["rb", "rake"].map((extension): [string, Resolve] => [extension, resolveRuby]),
  ["php", resolvePhp],
  ["cs", resolveCsharp],
]);

/** The files of the repository that an import leads to, by the rules of the importer's language. */
export const resolveSpecifier: Resolve = (specifier, importer, tree, project) =>
  BY_EXTENSION.get(extensionOf(importer))?.(specifier, importer, tree, project) ?? [];
