/** A text as lines, and from offsets to lines. Rows are 0-based, as in tree-sitter. */
export class SourceLines {
  readonly lines: readonly string[];
  readonly #starts: readonly number[];

  constructor(text: string) {
    const lines: string[] = [];
    const starts: number[] = [];
    for (let start = 0; start <= text.length; ) {
      const newline = text.indexOf("\n", start);
      const end = newline === -1 ? text.length : newline;
      const lineEnd = end > start && text.charCodeAt(end - 1) === 13 ? end - 1 : end;
      lines.push(text.slice(start, lineEnd));
      starts.push(start);
      start = end + 1;
    }
    this.lines = lines;
    this.#starts = [...starts, text.length + 1];
  }

  get count(): number {
    return this.lines.length;
  }

  /** The row of a UTF-16 offset. `near` is a row at or before it: a walk in order pays nothing. */
  rowOf(offset: number, near = 0): number {
    if (offset < this.#start(near + 1)) return near;
    let low = near + 1;
    let high = this.lines.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#start(middle) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Characters of the rows, line endings included. */
  size(startRow: number, endRow: number): number {
    return this.#start(endRow + 1) - this.#start(startRow);
  }

  isBlank(row: number): boolean {
    return (this.lines[row] ?? "").trim() === "";
  }

  text(startRow: number, endRow: number): string {
    return this.lines.slice(startRow, endRow + 1).join("\n");
  }

  #start(row: number): number {
    return this.#starts[Math.min(row, this.lines.length)] ?? 0;
  }
}

/** Byte order marks are no code: they would make the first token unreadable. */
export function withoutByteOrderMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
