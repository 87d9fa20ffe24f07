import {
  type ImportGraph,
  importGraphOfPaths,
  isBarrel,
  isProjectFile,
  isSamePackage,
  seesOnlyImports,
} from "@devflow/retrieval/training";
import { readStructure } from "@devflow/syntax";
import type { CodeFile, CodeSource } from "./model.ts";

const largestFile = 1_000_000;
const mostBarrels = 5_000;
const mostProjectFiles = 2_000;

/** Where plain names of other files need an import, or the same package. */
const resolvedLanguages = /\.(?:[cm]?[jt]sx?|pyi?|rs|go|java|kts?)$/;

/** Whether a file's code can be meant by another's, by how it is imported. */
export type Sees = (path: string) => boolean;

/**
 * Which files of a repository its tests import, by the resolvers of retrieval. Holds the paths of
 * the repository and the imports of its barrels, whatever split they are of: nothing of them is shown.
 */
export class RepositoryImports {
  readonly #graph: () => ImportGraph;

  private constructor(graph: () => ImportGraph) {
    this.#graph = graph;
  }

  static async read(source: CodeSource): Promise<RepositoryImports> {
    const paths: string[] = [];
    const barrels = new Set<string>();
    const projectFiles = new Set<string>();
    for await (const { path, sizeBytes } of source.paths()) {
      paths.push(path);
      if (sizeBytes > largestFile) continue;
      if (isProjectFile(path) && projectFiles.size < mostProjectFiles) projectFiles.add(path);
      else if (isBarrel(path) && barrels.size < mostBarrels) barrels.add(path);
    }
    const texts = new Map<string, string>();
    const imports = new Map<string, readonly string[]>();
    for await (const file of source.files(projectFiles)) texts.set(file.path, file.text);
    for await (const file of source.files(barrels)) imports.set(file.path, await importsOf(file));
    return new RepositoryImports(importGraphOfPaths(paths, texts, imports));
  }

  /**
   * What a file sees: what it imports, at most three barrels behind, and what needs no import. In
   * languages whose imports say little (Ruby loads by itself, C# by namespace) that is everything.
   */
  seenFrom(importer: string, imports: readonly string[]): Sees {
    if (!resolvedLanguages.test(importer)) return () => true;
    const reached = this.#graph().reach(importer, imports);
    const seesNeighbours = !seesOnlyImports(importer);
    return (path) =>
      path === importer || reached.has(path) || (seesNeighbours && isSamePackage(importer, path));
  }
}

async function importsOf(file: CodeFile): Promise<readonly string[]> {
  return (await readStructure(file))?.imports ?? [];
}
