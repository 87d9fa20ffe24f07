import type { LiveFile } from "../lexical/lexical-snapshot.ts";
import { fileName, folderOf } from "./paths.ts";

/** The paths of one version of a repository, looked up in the ways that names lead to files. */
export class LiveTree {
  readonly files: readonly LiveFile[];
  readonly #blobOf: ReadonlyMap<string, number>;
  readonly #pathsOf = new Map<number, string[]>();
  #byName: Map<string, string[]> | null = null;
  #byFolder: Map<string, string[]> | null = null;
  #foldersByName: Map<string, string[]> | null = null;

  constructor(files: readonly LiveFile[]) {
    this.files = files;
    this.#blobOf = new Map(files.map(({ path, blobId }) => [path, blobId]));
    for (const { path, blobId } of files) push(this.#pathsOf, blobId, path);
  }

  has(path: string): boolean {
    return this.#blobOf.has(path);
  }

  blobOf(path: string): number | undefined {
    return this.#blobOf.get(path);
  }

  pathsOf(blobId: number): readonly string[] {
    return this.#pathsOf.get(blobId) ?? [];
  }

  /** Files with this name in any folder. */
  named(name: string): readonly string[] {
    if (this.#byName === null) {
      this.#byName = new Map();
      for (const { path } of this.files) push(this.#byName, fileName(path), path);
    }
    return this.#byName.get(name) ?? [];
  }

  /** Files directly in a folder. */
  filesIn(folder: string): readonly string[] {
    return this.#folders().get(folder) ?? [];
  }

  /** Folders with files whose path is `tail` or ends with it, whole segments only. */
  foldersEndingWith(tail: string): readonly string[] {
    if (this.#foldersByName === null) {
      this.#foldersByName = new Map();
      for (const folder of this.#folders().keys()) {
        push(this.#foldersByName, fileName(folder), folder);
      }
    }
    return (this.#foldersByName.get(fileName(tail)) ?? []).filter((folder) =>
      endsWithPath(folder, tail),
    );
  }

  /** Files whose path is `tail` or ends with it, whole segments only. */
  endingWith(tail: string): readonly string[] {
    return this.named(fileName(tail)).filter((path) => endsWithPath(path, tail));
  }

  #folders(): Map<string, string[]> {
    if (this.#byFolder === null) {
      this.#byFolder = new Map();
      for (const { path } of this.files) push(this.#byFolder, folderOf(path), path);
    }
    return this.#byFolder;
  }
}

function endsWithPath(path: string, tail: string): boolean {
  return path === tail || path.endsWith(`/${tail}`);
}

function push<K>(map: Map<K, string[]>, key: K, value: string): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}
