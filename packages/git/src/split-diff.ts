/** The bytes of one file in a diff. */
export interface DiffSection {
  /** The first bytes: enough for the header with its paths. */
  head: Buffer;
  /** All bytes, or null when they are more than the limit; they were read past, not kept. */
  bytes: Buffer | null;
  sizeBytes: number;
}

/** Content lines start with `+`, `-`, a space or `\`, so this can only be a header. */
const BOUNDARY = Buffer.from("\ndiff --git ");
/** Two paths of at most 4,096 bytes, each three times, each byte quoted as four. */
const HEAD_BYTES = 100_000;

/**
 * Cuts git's diff output into files while it streams, holding one file at a time. Works on bytes:
 * what one file contains cannot break the others.
 */
export async function* splitDiff(
  chunks: AsyncIterable<Buffer>,
  maxSectionBytes: number,
): AsyncGenerator<DiffSection> {
  let section = new SectionCollector(maxSectionBytes);
  let pending: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const data = pending.length > 0 ? Buffer.concat([pending, chunk]) : chunk;
    let from = 0;
    for (let at = data.indexOf(BOUNDARY); at !== -1; at = data.indexOf(BOUNDARY, from)) {
      section.add(data.subarray(from, at + 1));
      yield section.take();
      section = new SectionCollector(maxSectionBytes);
      from = at + 1;
    }
    // The boundary may be cut by the end of the chunk: keep what could be its beginning.
    const keepFrom = Math.max(from, data.length - BOUNDARY.length + 1);
    section.add(data.subarray(from, keepFrom));
    pending = data.subarray(keepFrom);
  }
  section.add(pending);
  if (section.sizeBytes > 0) yield section.take();
}

class SectionCollector {
  readonly #maxBytes: number;
  #parts: Buffer[] = [];
  #keptBytes = 0;
  sizeBytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  add(part: Buffer): void {
    this.sizeBytes += part.length;
    const isWanted = this.sizeBytes <= this.#maxBytes || this.#keptBytes < HEAD_BYTES;
    if (!isWanted || part.length === 0) return;
    this.#parts.push(part);
    this.#keptBytes += part.length;
  }

  take(): DiffSection {
    const kept = Buffer.concat(this.#parts);
    const isWhole = this.sizeBytes <= this.#maxBytes;
    return {
      head: kept.subarray(0, HEAD_BYTES),
      bytes: isWhole ? kept : null,
      sizeBytes: this.sizeBytes,
    };
  }
}
