import type { CodeFiles } from "./code-files.ts";
import { ParsedFiles } from "./parsed-files.ts";
import { readScriptFile, type ScriptExport, type ScriptFile } from "./script-file.ts";
import { ScriptProject } from "./script-project.ts";

/** What becomes of a name that is asked of a module. */
export interface FoundExport {
  /** `unknown` where the way leads out of the repository, or into what is not sure. */
  is: "defined" | "absent" | "unknown";
  /** The file that defines it, and how. */
  definition: { file: ScriptFile; export: ScriptExport } | null;
  /** All modules that were asked for it under this name. */
  asked: ReadonlySet<string>;
}

/** As deep as `export … from` is followed. */
const MOST_STEPS = 12;

/** The modules of a repository by what they give. */
export class ScriptModules {
  readonly files: ParsedFiles<ScriptFile>;
  readonly #project: ScriptProject;

  constructor(code: CodeFiles) {
    this.files = new ParsedFiles(code, readScriptFile);
    this.#project = new ScriptProject(code);
  }

  /** The file that an import leads to; null where that is not sure. */
  resolve(specifier: string, importer: string): Promise<string | null> {
    return this.#project.resolve(specifier, importer);
  }

  /**
   * What a module gives under a name.
   * @param instead files to be taken as they were before
   */
  async find(
    path: string,
    name: string,
    instead: ReadonlyMap<string, ScriptFile> = new Map(),
  ): Promise<FoundExport> {
    const asked = new Set<string>();
    const found = await this.#find(path, name, instead, asked, MOST_STEPS);
    return typeof found === "string"
      ? { is: found, definition: null, asked }
      : { is: "defined", definition: found, asked };
  }

  async #find(
    path: string,
    name: string,
    instead: ReadonlyMap<string, ScriptFile>,
    asked: Set<string>,
    steps: number,
  ): Promise<"absent" | "unknown" | { file: ScriptFile; export: ScriptExport }> {
    // In a circle of `export *` each module is asked once.
    if (asked.has(path)) return "absent";
    asked.add(path);
    const file = steps === 0 ? null : (instead.get(path) ?? (await this.files.byPath(path)));
    if (file === null || !file.isSure) return "unknown";
    const own = file.exports.get(name);
    if (own !== undefined) {
      if (own.from === null) return { file, export: own };
      const target =
        own.from.name === "*" ? null : await this.resolve(own.from.specifier, file.path);
      if (target === null) return "unknown";
      // A name that is handed on but not there is told where it is handed on.
      const found = await this.#find(target, own.from.name, instead, new Set(), steps - 1);
      return found === "absent" ? "unknown" : found;
    }
    if (name === "default") return "absent";
    let isSure = true;
    for (const { specifier } of file.stars) {
      const target = await this.resolve(specifier, file.path);
      const found =
        target === null ? "unknown" : await this.#find(target, name, instead, asked, steps - 1);
      if (typeof found !== "string") return found;
      if (found === "unknown") isSure = false;
    }
    return isSure ? "absent" : "unknown";
  }
}
