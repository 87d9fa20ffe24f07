/** Fewer characters that are the same say nothing: `}`, `return`, `break;`. */
const enoughCharacters = 12;
const enoughInOneLine = 25;

/**
 * Notices that an answer goes on with the lines behind the cursor. One short line may be the same by
 * chance (two cases that end alike), so it waits for the next; a long one, or two, are enough.
 */
export class SuffixWatch {
  readonly #lines: readonly string[];
  #matched = 0;
  #characters = 0;
  /** Index of the first line of the answer that is the suffix's; null while there is none. */
  startedAt: number | null = null;

  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  /** True when the answer has come to the suffix for certain. Blank lines are not told. */
  see(line: string, index: number): boolean {
    const trimmed = line.trimEnd();
    if (this.startedAt !== null && trimmed !== this.#lines[this.#matched]) this.#forget();
    if (trimmed !== this.#lines[this.#matched]) return false;
    this.startedAt ??= index;
    this.#matched += 1;
    this.#characters += trimmed.trim().length;
    if (!/\w/.test(this.#lines[0] ?? "")) return false;
    // Blocks of the same kind begin alike: tests, decorators.
    if (this.#matched === 1)
      return this.#characters >= enoughInOneLine && !/[([{:,]$/.test(trimmed);
    return this.#characters >= enoughCharacters || this.#matched >= this.#lines.length;
  }

  #forget(): void {
    this.#matched = 0;
    this.#characters = 0;
    this.startedAt = null;
  }
}
