const decoder = new TextDecoder();

/** Reads what a ByteWriter wrote. */
export class ByteReader {
  position: number;
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array, position = 0) {
    this.bytes = bytes;
    this.position = position;
  }

  varint(): number {
    let value = 0;
    let shift = 0;
    for (;;) {
      const byte = this.bytes[this.position++] ?? 0;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
      shift += 7;
    }
  }

  text(): string {
    const length = this.varint();
    const start = this.position;
    this.position += length;
    return textAt(this.bytes, start, length);
  }

  /** Steps over a text. */
  skipText(): void {
    const length = this.varint();
    this.position += length;
  }
}

function textAt(bytes: Uint8Array, start: number, length: number): string {
  // The loop is three times faster than the decoder for a term, which is short and ASCII.
  let text = "";
  for (let at = start; at < start + length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte > 0x7f) return decoder.decode(bytes.subarray(start, start + length));
    text += String.fromCharCode(byte);
  }
  return text;
}
