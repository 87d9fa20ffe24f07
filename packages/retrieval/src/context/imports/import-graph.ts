import type { LiveTree } from "../live-tree.ts";
import { fileName } from "../paths.ts";
import type { ProjectFiles } from "./project-files.ts";
import { resolveSpecifier } from "./resolve-specifier.ts";

/** Files that hand on what others define: their imports count as those of whoever imports them. */
const BARREL =
  /^(index\.[cm]?[jt]sx?|__init__\.pyi?|mod\.rs|lib\.rs|main\.rs|prelude\.rs|public[-_]api\.ts)$/;
const MOST_HOPS = 3;
const MOST_FILES = 2_000;

export function isBarrel(path: string): boolean {
  return BARREL.test(fileName(path));
}

/** Which files a file reaches by its imports: resolved when asked for, kept as long as the graph. */
export class ImportGraph {
  readonly #tree: LiveTree;
  readonly #project: ProjectFiles;
  readonly #barrelImports: ReadonlyMap<string, readonly string[]>;
  readonly #resolved = new Map<string, readonly string[]>();
  readonly #reached = new Map<string, ReadonlyMap<string, number>>();

  constructor(
    tree: LiveTree,
    project: ProjectFiles,
    barrelImports: ReadonlyMap<string, readonly string[]>,
  ) {
    this.#tree = tree;
    this.#project = project;
    this.#barrelImports = barrelImports;
  }

  /** Reached files with their hops: 0 is imported itself, 1 to 3 stand behind barrels. */
  reach(importer: string, imports: readonly string[]): ReadonlyMap<string, number> {
    const key = `${importer}\n${imports.join("\n")}`;
    const known = this.#reached.get(key);
    if (known !== undefined) return known;
    const reached = new Map<string, number>();
    let next = imports.flatMap((specifier) => this.#resolve(specifier, importer));
    for (let hop = 0; hop <= MOST_HOPS && next.length > 0; hop++) {
      const barrels: string[] = [];
      for (const path of next) {
        if (reached.has(path) || path === importer || reached.size >= MOST_FILES) continue;
        reached.set(path, hop);
        if (this.#barrelImports.has(path)) barrels.push(path);
      }
      next = barrels.flatMap((path) =>
        (this.#barrelImports.get(path) ?? []).flatMap((specifier) =>
          this.#resolve(specifier, path),
        ),
      );
    }
    this.#reached.set(key, reached);
    return reached;
  }

  #resolve(specifier: string, importer: string): readonly string[] {
    const key = `${importer}\n${specifier}`;
    const known = this.#resolved.get(key);
    if (known !== undefined) return known;
    const found = resolveSpecifier(specifier, importer, this.#tree, this.#project);
    this.#resolved.set(key, found);
    return found;
  }
}
