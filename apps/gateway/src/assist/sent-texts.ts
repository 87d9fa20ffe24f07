import { type DiffLine, type FileDiff, splitLines } from "@devflow/diff";
import { ruleLanguageOf } from "@devflow/syntax";

/** A changed file's whole texts, as far as they were sent. */
export interface SentFile {
  path: string;
  before?: string | null | undefined;
  after?: string | null | undefined;
}

/**
 * The whole texts that rules read: those that were sent, new files, which a diff holds whole, and of a file that was
 * sent in its new form only, the old one, which the diff makes of it. A text that the diff does not fit, as somebody
 * typed on, is none: what is found in it would stand on other lines.
 */
export class SentTexts {
  readonly #files: ReadonlyMap<string, FileDiff>;
  readonly #sent: ReadonlyMap<string, SentFile>;

  constructor(files: readonly FileDiff[], sent: readonly SentFile[]) {
    this.#files = new Map(files.map((file) => [file.path, file]));
    this.#sent = new Map(sent.map((file) => [file.path, file]));
  }

  read(side: "base" | "head", path: string): string | null {
    return side === "head" ? this.#head(path) : this.#base(path);
  }

  /** Files that rules could have read, had their text been sent, and diffs that are not whole, with the reason. */
  missing(): { path: string; reason: string }[] {
    const cut = [...this.#files.values()].filter((file) => this.#isCut(file));
    return [
      ...cut.map(({ path }) => ({
        path,
        reason: "its diff is cut: it does not make the new text of the old one",
      })),
      ...this.#unread(),
    ];
  }

  /** A diff of fewer hunks is a whole one by itself; both texts tell. */
  #isCut(file: FileDiff): boolean {
    const { before, after } = this.#sent.get(file.path) ?? {};
    if (before == null || after == null || !isTextOf(after, file)) return false;
    const [made, was] = [oldText(after, file), before].map(splitLines);
    return (
      made?.length !== was?.length ||
      made?.some(({ text }, at) => text !== was?.[at]?.text) === true
    );
  }

  #unread(): { path: string; reason: string }[] {
    return [...this.#files.values()]
      .filter(({ status, isBinary, path }) => status !== "deleted" && !isBinary && isCode(path))
      .filter(({ path }) => this.#head(path) === null)
      .map(({ path }) => ({
        path,
        reason:
          this.#sent.get(path)?.after == null
            ? "rules did not read it: only its diff was sent"
            : "rules did not read it: the text that was sent is not that of the diff",
      }));
  }

  #head(path: string): string | null {
    const file = this.#files.get(path);
    const after = this.#sent.get(path)?.after ?? null;
    if (file === undefined) return after;
    if (after === null) return newText(file);
    return isTextOf(after, file) ? after : null;
  }

  /** A file that was renamed is asked for by its old name. */
  #base(path: string): string | null {
    const sent = this.#sent.get(path)?.before;
    if (sent != null) return sent;
    const file =
      this.#files.get(path) ??
      [...this.#files.values()].find(({ previousPath }) => previousPath === path);
    const after = file === undefined ? null : (this.#sent.get(file.path)?.after ?? null);
    if (file === undefined || after === null || file.status === "added") return null;
    return isTextOf(after, file) ? oldText(after, file) : null;
  }
}

function newText(file: FileDiff): string | null {
  if (file.status !== "added" || file.isBinary || file.isSubmodule) return null;
  const lines = file.hunks.flatMap((hunk) => hunk.lines);
  const text = lines.map((line) => line.text).join("\n");
  return lines.length === 0 || lines.at(-1)?.noNewlineAtEnd ? text : `${text}\n`;
}

/** Whether the new lines of the diff stand in the text where it says; git may leave out carriage returns. */
function isTextOf(after: string, { hunks }: FileDiff): boolean {
  const lines = splitLines(after);
  return hunks.every((hunk) =>
    hunk.lines.every(
      ({ newLine, text }) =>
        newLine === null || lines[newLine - 1]?.text === text.replace(/\r$/, ""),
    ),
  );
}

/** The text without what the diff added, and with what it removed. */
function oldText(after: string, { hunks }: FileDiff): string {
  const lines = splitLines(after).map(({ text, ending }) => text + ending);
  const ending = lines[0]?.endsWith("\r\n") ? "\r\n" : "\n";
  const before: string[] = [];
  let next = 1;
  for (const { newStart, newLines, lines: changed } of hunks) {
    // Of a hunk without new lines the number is that of the line before it.
    const start = newLines === 0 ? newStart + 1 : newStart;
    before.push(...lines.slice(next - 1, start - 1));
    before.push(...changed.filter(({ oldLine }) => oldLine !== null).map(written));
    next = start + newLines;
  }
  return [...before, ...lines.slice(next - 1)].join("");

  function written({ text, noNewlineAtEnd }: DiffLine): string {
    return text.replace(/\r$/, "") + (noNewlineAtEnd ? "" : ending);
  }
}

const isCode = (path: string) => ruleLanguageOf(path) !== null;
