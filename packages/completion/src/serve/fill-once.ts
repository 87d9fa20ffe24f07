import type { CodeExpert } from "@devflow/expert";
import type { CompletionInput, FilterCounts, Snippet } from "../model.ts";
import type { CompletionSampling } from "./model.ts";

export interface Filling {
  input: CompletionInput;
  /** Of the index, beside what the input brings. */
  snippets: readonly Snippet[];
  expert: CodeExpert;
  model?: string;
  sampling: CompletionSampling;
  seed?: number;
  repositoryName?: string | null;
  signal: AbortSignal;
  /** Told of all that the expert has written so far, before filters. */
  onText: (textSoFar: string) => void;
}

export interface Filled {
  text: string;
  filters: FilterCounts;
}

/** One sample of the expert for a place. */
export async function fillOnce(filling: Filling): Promise<Filled> {
  const { input, snippets, expert, model, sampling, seed, repositoryName, signal } = filling;
  const pieces = expert.fill({
    prefix: input.prefix,
    suffix: input.suffix,
    files: [...input.snippets, ...snippets].map(({ path, text }) => ({ path, text })),
    path: input.path,
    repositoryName: repositoryName ?? null,
    ...sampling,
    ...(seed === undefined ? {} : { seed }),
    stops: [],
    ...(model === undefined ? {} : { model }),
    signal,
  });
  let text = "";
  for await (const piece of pieces) {
    text += piece.text;
    if (piece.text !== "") filling.onText(text);
  }
  return { text, filters: {} };
}
