/**
 * The code of a repository at the head of a change, read as far as calls lead.
 *
 * Properties wanted: a file is read and parsed once a review; reads are bounded, and where the bound
 * is met a call is not resolved.
 * Design: paths are those of the repository with the change laid over them. Where an index knows
 * which files define a name, others are not read: each may cost a request.
 */
import type { FileDiff } from "@devflow/diff";
import { type ParsedCode, parseCode } from "@devflow/syntax";
import type { FileTexts } from "../../scope/file-texts.ts";
import { addedLineNumbers } from "../added-lines.ts";
import type { RepositoryFiles } from "./repository-files.ts";

export class CodeFiles {
  readonly #texts: FileTexts;
  readonly #repository: RepositoryFiles;
  readonly #changedFiles: readonly FileDiff[];
  readonly #changed: ReadonlySet<string>;
  readonly #parsed = new Map<string, Promise<ParsedCode | null>>();
  readonly #defining = new Map<string, Promise<ReadonlySet<string> | null>>();
  readonly #naming = new Map<string, ReturnType<RepositoryFiles["naming"]> | null>();
  #paths: Promise<PathTables> | null = null;
  #reads = 0;

  constructor(texts: FileTexts, repository: RepositoryFiles, changedFiles: readonly FileDiff[]) {
    this.#texts = texts;
    this.#repository = repository;
    this.#changedFiles = changedFiles;
    this.#changed = new Set(changedFiles.map(({ path }) => path));
  }

  /** False while nothing is indexed: then no call leads anywhere for sure. */
  async isKnown(): Promise<boolean> {
    return (await this.#tables()).isKnown;
  }

  /** All paths. */
  async paths(): Promise<readonly string[]> {
    return [...(await this.#tables()).all];
  }

  /** Files directly in a folder. */
  async filesIn(folder: string): Promise<readonly string[]> {
    return (await this.#tables()).byFolder.get(folder) ?? [];
  }

  /** Files with this name in any folder. */
  async named(name: string): Promise<readonly string[]> {
    return (await this.#tables()).byName.get(name) ?? [];
  }

  /**
   * Files with one of the endings in which one of the names may stand, in order, those of the change
   * always among them; null when that is too much to look at. A name is looked for once a review, and
   * all that are asked for at once cost one look through the files.
   */
  async naming(
    names: readonly string[],
    endings: readonly string[],
  ): Promise<readonly string[] | null> {
    const { all } = await this.#tables();
    const keyOf = (name: string) => `${endings.join()} ${name}`;
    const unasked = names.filter((name) => !this.#naming.has(keyOf(name)));
    const asked = unasked.length === 0 ? null : this.#repository.naming(unasked, endings);
    for (const name of unasked) this.#naming.set(keyOf(name), asked);
    const found = new Set(this.#changed);
    for (const name of names) {
      const paths = await this.#naming.get(keyOf(name));
      if (paths == null) return null;
      for (const path of paths.get(name) ?? []) found.add(path);
    }
    return [...found]
      .filter((path) => all.has(path) && endings.some((ending) => path.endsWith(ending)))
      .sort();
  }

  /** The paths that may define the name. */
  async mayDefine(paths: readonly string[], name: string): Promise<readonly string[]> {
    const known = this.#defining.get(name) ?? this.#repository.defining(name);
    this.#defining.set(name, known);
    const defining = await known;
    if (defining === null) return paths;
    return paths.filter((path) => defining.has(path) || this.#changed.has(path));
  }

  /** Lines that the change brought to a file, 1-based. */
  addedLines(path: string): ReadonlySet<number> {
    const file = this.#changedFiles.find((each) => each.path === path);
    return file === undefined ? new Set() : addedLineNumbers(file);
  }

  /** So that a file under review is not parsed twice. */
  adopt(path: string, code: ParsedCode): void {
    this.#parsed.set(path, Promise.resolve(code));
  }

  /** Null when it is no code, cannot be read, or too much was read. */
  read(path: string): Promise<ParsedCode | null> {
    const known = this.#parsed.get(path) ?? this.#read(path);
    this.#parsed.set(path, known);
    return known;
  }

  /** The text of a file that is no code. */
  async text(path: string): Promise<string | null> {
    return this.#texts.head(path);
  }

  async #read(path: string): Promise<ParsedCode | null> {
    if (this.#reads >= this.#repository.mostReads) return null;
    this.#reads += 1;
    const text = await this.#texts.head(path);
    return text === null ? null : parseCode({ path, text });
  }

  #tables(): Promise<PathTables> {
    this.#paths ??= this.#readPaths();
    return this.#paths;
  }

  async #readPaths(): Promise<PathTables> {
    const known = await this.#repository.paths();
    const all = new Set(known);
    for (const { path, previousPath, status } of this.#changedFiles) {
      if (previousPath !== null && status === "renamed") all.delete(previousPath);
      if (status === "deleted") all.delete(path);
      else all.add(path);
    }
    const paths = [...all];
    const byFolder = Map.groupBy(paths, folderOf);
    return { isKnown: known !== null, all, byFolder, byName: Map.groupBy(paths, fileNameOf) };
  }
}

interface PathTables {
  isKnown: boolean;
  all: ReadonlySet<string>;
  byFolder: ReadonlyMap<string, readonly string[]>;
  byName: ReadonlyMap<string, readonly string[]>;
}

/** Empty for the top. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
