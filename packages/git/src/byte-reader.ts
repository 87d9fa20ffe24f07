/** Reads exact amounts from a stream of chunks; takes a chunk only when it needs one. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #current: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** The line here without its newline; null when the stream ends first. */
  async readLine(): Promise<string | null> {
    const parts: Buffer[] = [];
    for (;;) {
      const end = this.#current.indexOf(10);
      if (end !== -1) {
        parts.push(this.#current.subarray(0, end));
        this.#current = this.#current.subarray(end + 1);
        return Buffer.concat(parts).toString("utf8");
      }
      parts.push(this.#current);
      if (!(await this.#advance())) return null;
    }
  }

  /** The next bytes as a copy of their own; null when the stream ends first. */
  async read(sizeBytes: number): Promise<Buffer | null> {
    const target = Buffer.allocUnsafeSlow(sizeBytes);
    let filled = 0;
    const isWhole = await this.#pass(sizeBytes, (part) => {
      filled += part.copy(target, filled);
    });
    return isWhole ? target : null;
  }

  /** Reads past bytes without keeping them; false when the stream ends first. */
  async skip(sizeBytes: number): Promise<boolean> {
    return await this.#pass(sizeBytes, () => {});
  }

  async #pass(sizeBytes: number, take: (part: Buffer) => void): Promise<boolean> {
    let left = sizeBytes;
    while (left > 0) {
      if (this.#current.length === 0 && !(await this.#advance())) return false;
      const part = this.#current.subarray(0, left);
      take(part);
      left -= part.length;
      this.#current = this.#current.subarray(part.length);
    }
    return true;
  }

  async #advance(): Promise<boolean> {
    const { value, done } = await this.#chunks.next();
    this.#current = done ? Buffer.alloc(0) : value;
    return !done;
  }
}
