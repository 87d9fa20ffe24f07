import type { FileDiff } from "@devflow/diff";
import { ruleLanguageOf } from "@devflow/syntax";

/** A changed file's whole texts, as far as they were sent. */
export interface SentFile {
  path: string;
  before?: string | null | undefined;
  after?: string | null | undefined;
}

/** The whole texts that rules read: those that were sent, and new files, which a diff holds whole. */
export class SentTexts {
  readonly #files: readonly FileDiff[];
  readonly #sent: ReadonlyMap<string, SentFile>;

  constructor(files: readonly FileDiff[], sent: readonly SentFile[]) {
    this.#files = files;
    this.#sent = new Map(sent.map((file) => [file.path, file]));
  }

  read(side: "base" | "head", path: string): string | null {
    const file = this.#sent.get(path);
    if (side === "base") return file?.before ?? null;
    return file?.after ?? this.#newFile(path);
  }

  /** Files that rules could have read, had their text been sent. */
  missing(): string[] {
    return this.#files
      .filter(({ status, isBinary, path }) => status !== "deleted" && !isBinary && isCode(path))
      .map(({ path }) => path)
      .filter((path) => this.read("head", path) === null);
  }

  #newFile(path: string): string | null {
    const file = this.#files.find((each) => each.path === path);
    if (file?.status !== "added" || file.isBinary || file.isSubmodule) return null;
    const lines = file.hunks.flatMap(({ lines }) => lines);
    const text = lines.map((line) => line.text).join("\n");
    return lines.length === 0 || lines.at(-1)?.noNewlineAtEnd ? text : `${text}\n`;
  }
}

const isCode = (path: string) => ruleLanguageOf(path) !== null;
