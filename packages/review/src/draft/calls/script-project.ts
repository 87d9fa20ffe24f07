/**
 * Where an import of TypeScript or JavaScript leads in this repository.
 *
 * Properties wanted: sure or silent, and few reads: each may be a request.
 * Design: a relative import needs no build file. For others the configurations above the importer
 * are read, and the manifests in folders that are called like the package. A package of the
 * workspace is meant only where the importer's manifest says so; else it may be a published one.
 */
import { join } from "node:path/posix";
import { type ScriptImports, scriptImportsOf } from "@devflow/retrieval";
import { type CodeFiles, folderOf } from "./code-files.ts";
import { escaped } from "./escaped.ts";

/** Build files that one review reads. */
const MOST_READS = 60;
const MOST_EXTENDS = 5;
/** What says that the package of this repository is meant. */
const OF_WORKSPACE = /^(?:workspace:|link:|portal:|file:|\*$)/;

export class ScriptProject {
  readonly #code: CodeFiles;
  readonly #texts = new Map<string, Promise<string | null>>();
  readonly #resolved = new Map<string, Promise<string | null>>();
  #imports: Promise<ScriptImports> | null = null;

  constructor(code: CodeFiles) {
    this.#code = code;
  }

  /** Null where it leads out of the repository, or that is not sure. */
  resolve(specifier: string, importer: string): Promise<string | null> {
    // Two files of a folder mean the same by one specifier.
    const key = `${folderOf(importer)}\n${specifier}`;
    const known = this.#resolved.get(key) ?? this.#resolve(specifier, importer);
    this.#resolved.set(key, known);
    return known;
  }

  async #resolve(specifier: string, importer: string): Promise<string | null> {
    this.#imports ??= this.#code.paths().then(scriptImportsOf);
    const imports = await this.#imports;
    if (specifier.startsWith(".")) return imports(specifier, importer, new Map());
    const texts = await this.#configurations(importer);
    const ofConfigurations = imports(specifier, importer, texts);
    if (ofConfigurations !== null) return ofConfigurations;
    const name = /^(?:@[^/]+\/[^/]+|[^@./#~][^/]*)/.exec(specifier)?.[0];
    const { own, called } = await this.#manifestsOf(name ?? null, importer);
    for (const path of called) {
      const text = await this.#text(path);
      if (text === null || (name !== undefined && nameIn(text) !== name)) continue;
      if (name === undefined || path === own || (await this.#isLinked(name, text, importer))) {
        return imports(specifier, importer, new Map([[path, text]]));
      }
    }
    return null;
  }

  /** Each tsconfig above the importer with what it extends. */
  async #configurations(importer: string): Promise<Map<string, string>> {
    const texts = new Map<string, string>();
    let paths: string[] = [];
    for (const name of ["tsconfig.json", "jsconfig.json"]) {
      for (const path of await this.#code.named(name)) {
        if (isAbove(path, importer)) paths.push(path);
      }
    }
    for (let hop = 0; hop < MOST_EXTENDS && paths.length > 0; hop++) {
      const next: string[] = [];
      for (const path of paths) {
        const isThere = (await this.#code.filesIn(folderOf(path))).includes(path);
        const text = isThere && !texts.has(path) ? await this.#text(path) : null;
        if (text === null) continue;
        texts.set(path, text);
        const parents = /"extends"\s*:\s*(\[[^\]]*\]|"[^"]*")/.exec(text)?.[1] ?? "";
        for (const [, parent = ""] of parents.matchAll(/"(\.[^"]*)"/g)) {
          const target = join(folderOf(path), parent);
          next.push(target, `${target}.json`);
        }
      }
      paths = next;
    }
    return texts;
  }

  /** The manifest nearest to the importer, and those that may be the package's: of `#name` that one. */
  async #manifestsOf(name: string | null, importer: string) {
    const all = await this.#code.named("package.json");
    const [own] = all.filter((path) => isAbove(path, importer)).sort(longestFirst);
    const last = name?.slice(name.lastIndexOf("/") + 1);
    const called = all.filter((path) => folderOf(path).split("/").at(-1) === last);
    return { own, called: own === undefined ? called : [own, ...called] };
  }

  /** Whether the nearest manifest that names the package means the one of this repository. */
  async #isLinked(name: string, manifest: string, importer: string): Promise<boolean> {
    const above = (await this.#code.named("package.json")).filter((path) =>
      isAbove(path, importer),
    );
    for (const path of above.sort(longestFirst)) {
      const text = await this.#text(path);
      const wanted = text === null ? null : dependencyIn(text, name);
      if (wanted === null) continue;
      const version = /"version"\s*:\s*"([^"]+)"/.exec(manifest)?.[1];
      return OF_WORKSPACE.test(wanted) || wanted.replace(/^[\^~]/, "") === version;
    }
    return false;
  }

  #text(path: string): Promise<string | null> {
    const known = this.#texts.get(path);
    if (known !== undefined) return known;
    const read = this.#texts.size < MOST_READS ? this.#code.text(path) : Promise.resolve(null);
    this.#texts.set(path, read);
    return read;
  }
}

function isAbove(path: string, importer: string): boolean {
  const folder = folderOf(path);
  return folder === "" || importer.startsWith(`${folder}/`);
}

function longestFirst(one: string, other: string): number {
  return other.length - one.length;
}

function nameIn(manifest: string): string | null {
  return /^\s*\{?\s*"name"\s*:\s*"([^"]+)"/m.exec(manifest)?.[1] ?? null;
}

/** What a manifest asks for under the name, in any of its lists. */
function dependencyIn(manifest: string, name: string): string | null {
  return new RegExp(`"${escaped(name)}"\\s*:\\s*"([^"]+)"`).exec(manifest)?.[1] ?? null;
}
