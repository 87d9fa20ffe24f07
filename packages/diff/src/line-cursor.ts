/** A diff's lines with a place in them; every parser of this package reads from one. */
export class LineCursor {
  readonly #lines: string[];
  #index = 0;

  /** Only `\n` ends a line: a `\r` before it belongs to the file's content. */
  constructor(text: string) {
    this.#lines = text.split("\n");
    if (this.#lines.at(-1) === "") this.#lines.pop();
  }

  /** The line here, undefined at the end. */
  peek(): string | undefined {
    return this.#lines[this.#index];
  }

  /** The line here; moves on. */
  next(): string | undefined {
    const line = this.peek();
    if (line !== undefined) this.#index += 1;
    return line;
  }

  /** 1-based number of the line that `peek` gives, for error messages. */
  get lineNumber(): number {
    return this.#index + 1;
  }
}
