import type { IncomingMessage } from "node:http";

/**
 * Bytes of webhook bodies that are being read at the same time, over all requests: whoever is not
 * GitHub is only known after the last byte, and must not fill the memory until then.
 */
export class BodyBudget {
  readonly #maxBytes: number;
  #usedBytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** False when there is no room. What was taken must be given back. */
  take(bytes: number): boolean {
    if (this.#usedBytes + bytes > this.#maxBytes) return false;
    this.#usedBytes += bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.#usedBytes -= bytes;
  }
}

export type BodyOutcome = { body: Buffer } | { refused: "too_large" | "no_room" };

/** Reads a body, and stops at the byte that is one too many. Rejects when the sender goes away. */
export async function readBody(
  request: IncomingMessage,
  maxBytes: number,
  budget: BodyBudget,
): Promise<BodyOutcome> {
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) return { refused: "too_large" };
  const parts: Buffer[] = [];
  let takenBytes = 0;
  try {
    // The stream stays open after an early return: the answer still has to go out on its socket.
    for await (const part of request.iterator({ destroyOnReturn: false })) {
      const bytes = Buffer.from(part);
      if (takenBytes + bytes.length > maxBytes) return { refused: "too_large" };
      if (!budget.take(bytes.length)) return { refused: "no_room" };
      takenBytes += bytes.length;
      parts.push(bytes);
    }
    return { body: Buffer.concat(parts) };
  } finally {
    budget.giveBack(takenBytes);
  }
}
