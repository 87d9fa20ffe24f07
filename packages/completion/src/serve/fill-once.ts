import type { CodeExpert, FillPiece } from "@devflow/expert";
import type { CompletionInput, FilterCounts, Snippet } from "../model.ts";
import { buildFill } from "../prompt/build-fill.ts";
import { readingRulesOf } from "../reading/model.ts";
import { readCompletion } from "../reading/read-completion.ts";
import type { CompletionSampling } from "./sampling.ts";

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
  /** Told of all that the expert has written so far, before filters, with the file's line ends. */
  onText: (textSoFar: string) => void;
}

export interface Filled {
  text: string;
  filters: FilterCounts;
}

/** One sample of the expert for a place: shown what fits its window, read to where it should end. */
export async function fillOnce(filling: Filling): Promise<Filled> {
  const { input, expert, model, sampling, seed, repositoryName = null, signal } = filling;
  await expert.ready(signal);
  const { windowTokens, fimFamily: family } = expert;
  const shown = { ...input, snippets: [...input.snippets, ...filling.snippets] };
  const rules = readingRulesOf(input, family);
  const { maxOutputTokens } = sampling;
  const countTokens = (text: string) => expert.estimateTokens(text);
  const built = buildFill(shown, { windowTokens, maxOutputTokens, family, countTokens }, rules);
  const pieces = expert.fill({
    ...built,
    ...sampling,
    ...(seed === undefined ? {} : { seed }),
    ...(model === undefined ? {} : { model }),
    repositoryName,
    signal,
  });
  const lineEnd = rules.place.hasCarriageReturns ? "\r\n" : "\n";
  return readCompletion(told(pieces, lineEnd, filling.onText), rules);
}

/** The same pieces; ending this iteration ends that of the expert. */
async function* told(
  pieces: AsyncIterable<FillPiece>,
  lineEnd: string,
  onText: (textSoFar: string) => void,
): AsyncGenerator<FillPiece, void> {
  let soFar = "";
  for await (const piece of pieces) {
    if (piece.text !== "") {
      soFar += piece.text;
      onText(lineEnd === "\n" ? soFar : soFar.replaceAll("\n", lineEnd));
    }
    yield piece;
  }
}
