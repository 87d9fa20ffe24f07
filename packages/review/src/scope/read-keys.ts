import { createHash } from "node:crypto";
import type { DiffLine, FileDiff, Hunk, Position } from "@devflow/diff";
import { limits } from "../limits.ts";
import { diffLinesAt } from "./diff-lines-at.ts";

/** A piece of a hunk, as it is shown to the expert. */
export interface ShownLines {
  file: FileDiff;
  hunkIndex: number;
  lines: readonly DiffLine[];
}

/**
 * What the expert has read of a change, by content and not by commit: a key is a changed line with
 * its path and the lines next to it, without white space. So it survives a force-push, a rebase and
 * an amend, a line is read again when its neighbour changes, and re-indentation is nothing new. It
 * does not say which expert read it: another model does not read everything again.
 */
export class ReadKeys {
  readonly #before: ReadonlyMap<string, string>;
  readonly #byLine = new Map<DiffLine, string>();
  readonly #byHunk = new Map<DiffLine, string>();

  /** @param before keys of earlier heads, with the head */
  constructor(files: readonly FileDiff[], before: ReadonlyMap<string, string>) {
    this.#before = before;
    for (const file of files) for (const hunk of file.hunks) this.#addHunk(file.path, hunk);
  }

  /** Whether the expert has seen all changed lines of it at earlier heads. */
  isRead({ lines }: Pick<ShownLines, "lines">): boolean {
    return lines.filter((line) => this.#byLine.has(line)).every((line) => this.#headOf(line));
  }

  /** The newest of the heads at which it had read the changed lines there; null when one is new. */
  readAt(file: FileDiff, position: Position): string | null {
    const heads = diffLinesAt(file, position)
      .filter((line) => this.#byLine.has(line))
      .map((line) => this.#headOf(line));
    return heads.every((head) => head !== undefined) ? (heads.at(-1) ?? null) : null;
  }

  /** Keys of what was read now and not before; of whole hunks when there are too many lines. */
  newKeys(shown: readonly Pick<ShownLines, "lines">[]): string[] {
    const lines = shown.flatMap((part) => part.lines).filter((line) => this.#byLine.has(line));
    const unread = lines.filter((line) => this.#headOf(line) === undefined);
    const byLine = new Set(unread.flatMap((line) => this.#byLine.get(line) ?? []));
    if (byLine.size <= limits.readKeys) return [...byLine];
    return this.#wholeHunks(lines).slice(0, limits.readKeys);
  }

  #headOf(line: DiffLine): string | undefined {
    const [byLine = "", byHunk = ""] = [this.#byLine.get(line), this.#byHunk.get(line)];
    return this.#before.get(byLine) ?? this.#before.get(byHunk);
  }

  /** Only of hunks that were read to their last line: half of one is not the hunk. */
  #wholeHunks(read: readonly DiffLine[]): string[] {
    const seen = new Set(read);
    const unread = new Set(
      [...this.#byHunk].flatMap(([line, key]) => (seen.has(line) ? [] : [key])),
    );
    const keys = new Set(read.flatMap((line) => this.#byHunk.get(line) ?? []));
    return [...keys.difference(unread)];
  }

  #addHunk(path: string, { lines }: Hunk): void {
    const changed = lines.filter(({ kind, text }) => kind !== "context" && text.trim() !== "");
    const ofHunk = keyOf([path, ...changed.map(({ kind, text }) => kind + bare(text))]);
    for (const [index, line] of lines.entries()) {
      if (line.kind === "context" || line.text.trim() === "") continue;
      const around = [lines[index - 1], line, lines[index + 1]];
      const texts = around.map((each) => bare(each?.text ?? ""));
      this.#byLine.set(line, keyOf([path, line.kind, ...texts]));
      this.#byHunk.set(line, ofHunk);
    }
  }
}

function bare(text: string): string {
  return text.replace(/\s+/g, "");
}

/** 16 hex digits: among a million lines two collide by chance with a probability of 3e-8. */
function keyOf(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}
