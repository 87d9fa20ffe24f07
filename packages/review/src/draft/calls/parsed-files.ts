import type { ParsedCode } from "@devflow/syntax";
import type { CodeFiles } from "./code-files.ts";

/** Files of one language as its own reader sees them, each read once a review. */
export class ParsedFiles<File> {
  readonly #code: CodeFiles;
  readonly #readFile: (path: string, code: ParsedCode) => File;
  readonly #files = new WeakMap<ParsedCode, File>();

  constructor(code: CodeFiles, readFile: (path: string, code: ParsedCode) => File) {
    this.#code = code;
    this.#readFile = readFile;
  }

  of(path: string, code: ParsedCode): File {
    const known = this.#files.get(code);
    if (known !== undefined) return known;
    const file = this.#readFile(path, code);
    this.#files.set(code, file);
    return file;
  }

  /** Null when it cannot be read. */
  async byPath(path: string): Promise<File | null> {
    const code = await this.#code.read(path);
    return code === null ? null : this.of(path, code);
  }
}
