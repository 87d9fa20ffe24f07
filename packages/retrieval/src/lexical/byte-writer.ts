const encoder = new TextEncoder();

/** Bytes that grow as they are written. Numbers are non-negative and below 2^31. */
export class ByteWriter {
  #bytes = new Uint8Array(1_024);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Seven bits a byte, the lowest first; the eighth says that more follow. */
  varint(value: number): void {
    this.#reserve(5);
    let rest = value;
    while (rest > 0x7f) {
      this.#bytes[this.#size++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[this.#size++] = rest;
  }

  uint16(value: number): void {
    this.#reserve(2);
    this.#bytes[this.#size++] = value & 0xff;
    this.#bytes[this.#size++] = value >>> 8;
  }

  /** Length in bytes, then UTF-8. */
  text(value: string): void {
    this.#reserve(value.length * 3 + 5);
    // Almost every term is ASCII and short: the loop is four times faster than the encoder then.
    if (this.#ascii(value)) return;
    const bytes = encoder.encode(value);
    this.varint(bytes.length);
    this.append(bytes);
  }

  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#size);
    this.#size += bytes.length;
  }

  /** What was written, as bytes of their own; begins anew. */
  take(): Uint8Array<ArrayBuffer> {
    const bytes = this.#bytes.slice(0, this.#size);
    this.#size = 0;
    return bytes;
  }

  #ascii(value: string): boolean {
    if (value.length > 0x7f) return false;
    const start = this.#size;
    this.#bytes[this.#size++] = value.length;
    for (let index = 0; index < value.length; index++) {
      const unit = value.charCodeAt(index);
      if (unit > 0x7f) {
        this.#size = start;
        return false;
      }
      this.#bytes[this.#size++] = unit;
    }
    return true;
  }

  #reserve(count: number): void {
    if (this.#size + count <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#size + count));
    grown.set(this.#bytes.subarray(0, this.#size));
    this.#bytes = grown;
  }
}
