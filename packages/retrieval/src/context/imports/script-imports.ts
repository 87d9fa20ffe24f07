import { LiveTree } from "../live-tree.ts";
import { parseProjectFiles } from "./project-files.ts";
import { resolveScript } from "./resolve-script.ts";

/** The file that an import of a script leads to, as far as the given build files tell; else null. */
export type ScriptImports = (
  specifier: string,
  importer: string,
  projectTexts: ReadonlyMap<string, string>,
) => string | null;

/** For whoever has a repository's paths and reads its build files as they are needed. */
export function scriptImportsOf(paths: readonly string[]): ScriptImports {
  const tree = new LiveTree(paths.map((path, blobId) => ({ path, blobId })));
  return (specifier, importer, projectTexts) =>
    resolveScript(specifier, importer, tree, parseProjectFiles(projectTexts))[0] ?? null;
}
