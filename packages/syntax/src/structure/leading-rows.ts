import type { Language } from "../model.ts";
import type { SourceLines } from "../source-lines.ts";
import type { TextSpan } from "./model.ts";

interface LeadingPiece extends TextSpan {
  startRow: number;
  isAttribute: boolean;
}

/** Signs that make a comment documentation; where a language has none, every comment above is one. */
const documentationSign: Partial<Record<Language, RegExp>> = {
  typescript: /^\/\*\*(?!\*)/,
  tsx: /^\/\*\*(?!\*)/,
  javascript: /^\/\*\*(?!\*)/,
  java: /^\/\*\*(?!\*)/,
  kotlin: /^\/\*\*(?!\*)/,
  php: /^\/\*\*(?!\*)/,
  rust: /^(\/\/\/(?!\/)|\/\*\*(?!\*))/,
  csharp: /^(\/\/\/(?!\/)|\/\*\*(?!\*))/,
};

/**
 * Comments and attributes by the row that they end in. By rows and not by the tree: grammars hang
 * the comment above the first member of a class in different places.
 */
export class LeadingRows {
  readonly #byEndRow = new Map<number, LeadingPiece>();
  readonly #text: string;
  readonly #source: SourceLines;

  constructor(text: string, source: SourceLines) {
    this.#text = text;
    this.#source = source;
  }

  note(start: number, endIndex: number, isAttribute: boolean): void {
    // Rust's doc comments end with their line break.
    let end = endIndex;
    while (end > start && /\s/.test(this.#text[end - 1] ?? "")) end -= 1;
    const startRow = this.#source.rowOf(start);
    const endRow = this.#source.rowOf(Math.max(start, end - 1));
    // Behind code it is about that code; before code it is about a part of it.
    const lineStart = this.#text.lastIndexOf("\n", start - 1) + 1;
    const newline = this.#text.indexOf("\n", end);
    const after = this.#text.slice(end, newline === -1 ? undefined : newline);
    const isAlone = this.#text.slice(lineStart, start).trim() === "" && after.trim() === "";
    if (isAlone) this.#byEndRow.set(endRow, { start, end, startRow, isAttribute });
  }

  /** Where a definition begins with its attributes, and the comment right above of them. */
  above(
    definitionStart: number,
    language: Language,
  ): { start: number; documentation: TextSpan | null } {
    const sign = documentationSign[language];
    let start = definitionStart;
    let row = this.#source.rowOf(definitionStart);
    const comments: LeadingPiece[] = [];
    for (
      let piece = this.#byEndRow.get(row - 1);
      piece !== undefined;
      piece = this.#byEndRow.get(row - 1)
    ) {
      // An attribute above a comment would leave the comment inside of the code.
      if (piece.isAttribute && comments.length > 0) break;
      if (piece.isAttribute) start = piece.start;
      else comments.unshift(piece);
      row = piece.startRow;
    }
    return { start, documentation: this.#documentation(comments, sign) };
  }

  #documentation(comments: readonly LeadingPiece[], sign: RegExp | undefined): TextSpan | null {
    const kept =
      sign === undefined
        ? comments
        : comments.filter((each) => sign.test(this.#text.slice(each.start, each.start + 4)));
    // A block is one comment; of lines all belong together.
    const last = kept.at(-1);
    if (last === undefined) return null;
    const first = this.#text.startsWith("/*", last.start) ? last : (kept[0] ?? last);
    return { start: first.start, end: last.end };
  }
}
