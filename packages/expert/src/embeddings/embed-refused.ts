import { ExternalError } from "@devflow/errors";

/** Statuses of a text that is longer than the model's window: vLLM 400, TEI 413 or 422. */
const TOO_LONG = new Set([400, 413, 422]);
/** About 80 tokens fit every embedding model: who refuses that refuses something else. */
const FEWEST_CHARACTERS = 250;

/**
 * Embeds texts that a server may refuse for their length: the refused request is split until
 * the text at fault stands alone, and that one is halved until it fits. Nobody but the server
 * knows its tokens, and a vector of the first half is better than none.
 */
export async function embedShortened(
  send: (texts: readonly string[]) => Promise<Float32Array[]>,
  texts: readonly string[],
): Promise<Float32Array[]> {
  try {
    return await send(texts);
  } catch (thrown) {
    const [first = ""] = texts;
    const isAtItsEnd = texts.length === 1 && first.length <= FEWEST_CHARACTERS;
    if (!isRefusal(thrown) || isAtItsEnd) throw thrown;
    if (texts.length === 1) {
      return embedShortened(send, [first.slice(0, Math.ceil(first.length / 2))]);
    }
    const middle = Math.ceil(texts.length / 2);
    return [
      ...(await embedShortened(send, texts.slice(0, middle))),
      ...(await embedShortened(send, texts.slice(middle))),
    ];
  }
}

/** True for a request that the server understood and does not want. */
export function isRefusal(thrown: unknown): boolean {
  return thrown instanceof ExternalError && TOO_LONG.has(thrown.status ?? 0);
}
