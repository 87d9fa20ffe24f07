import { LiveTree } from "../live-tree.ts";
import { ImportGraph } from "./import-graph.ts";
import { parseProjectFiles } from "./project-files.ts";

/**
 * The import graph of a repository that has no index: made of all its paths, the texts of its build
 * files and what its barrels import.
 */
export function importGraphOfPaths(
  paths: readonly string[],
  projectTexts: ReadonlyMap<string, string>,
  barrelImports: ReadonlyMap<string, readonly string[]>,
): () => ImportGraph {
  const tree = new LiveTree(paths.map((path, blobId) => ({ path, blobId })));
  const project = parseProjectFiles(projectTexts);
  // A graph remembers what it resolved: one for each importer is small, one for all is not.
  return () => new ImportGraph(tree, project, barrelImports);
}
