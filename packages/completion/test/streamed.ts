import type { FillPiece } from "@devflow/expert";
import {
  type CompletionInput,
  type ReadCompletion,
  readCompletion,
  readingRulesOf,
} from "../src/index.ts";

type Place = Pick<CompletionInput, "language" | "prefix" | "suffix"> &
  Partial<Pick<CompletionInput, "trigger">>;

/** An expert's stream of the given pieces, of which it counts how many were taken. */
export class Stream {
  taken = 0;
  wasEnded = false;
  readonly #pieces: readonly string[];
  readonly #finishReason: "stop" | "length";

  constructor(pieces: readonly string[], finishReason: "stop" | "length" = "stop") {
    this.#pieces = pieces;
    this.#finishReason = finishReason;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<FillPiece> {
    try {
      for (const text of this.#pieces) {
        this.taken += 1;
        yield { text, finishReason: null };
      }
      yield { text: "", finishReason: this.#finishReason };
    } finally {
      this.wasEnded = true;
    }
  }
}

/** What is shown of an answer that comes in these pieces. */
export function readPieces(
  place: Place,
  pieces: readonly string[],
  finishReason: "stop" | "length" = "stop",
): Promise<ReadCompletion> {
  const rules = readingRulesOf({ trigger: "automatic", ...place }, "qwen-coder");
  return readCompletion(new Stream(pieces, finishReason), rules);
}
