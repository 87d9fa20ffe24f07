import { countPrompt, estimateTokens } from "@devflow/expert";
import type { Example } from "../model.ts";

/** How the lengths of a data set are counted. */
export interface TokenCounter {
  countedBy: "server" | "estimate";
  /** The model whose tokenizer counts; null for the estimate. */
  model: string | null;
  count(text: string): number | Promise<number>;
  /** Of one expert and method at most so many examples are counted. */
  mostExamples: number;
}

/** Counts every example, by the shape of its text: 100 MB a second. */
export const estimatingCounter: TokenCounter = {
  countedBy: "estimate",
  model: null,
  count: estimateTokens,
  mostExamples: Number.POSITIVE_INFINITY,
};

/** Tokens of one example. */
export interface TokenLength {
  prompt: number;
  /** The longer answer of two. */
  completion: number;
}

/** Tokens of an example as the trainer sees it, with what a chat template adds to messages. */
export async function tokenLength(example: Example, counter: TokenCounter): Promise<TokenLength> {
  const answers =
    example.method === "dpo" ? [example.chosen, example.rejected] : [example.completion];
  let completion = 0;
  for (const answer of answers) completion = Math.max(completion, await counter.count(answer));
  const prompt =
    typeof example.prompt === "string"
      ? await counter.count(example.prompt)
      : await countPrompt({ countTokens: async (text) => counter.count(text) }, example.prompt);
  return { prompt, completion };
}

export interface Quantiles {
  p50: number;
  p90: number;
  p99: number;
  max: number;
}

/** How often each length came. Memory grows with the number of different lengths only. */
export class LengthHistogram {
  readonly #counts = new Map<number, number>();
  #total = 0;

  add(length: number): void {
    this.#counts.set(length, (this.#counts.get(length) ?? 0) + 1);
    this.#total += 1;
  }

  /** The smallest length that at least the share of all does not exceed; zeros without any. */
  quantiles(): Quantiles {
    const ascending = [...this.#counts].sort(([a], [b]) => a - b);
    const at = (share: number) => {
      let seen = 0;
      for (const [length, count] of ascending) {
        seen += count;
        if (seen >= share * this.#total) return length;
      }
      return 0;
    };
    return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: ascending.at(-1)?.[0] ?? 0 };
  }
}
