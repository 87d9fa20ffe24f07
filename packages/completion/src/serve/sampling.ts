import type { CompletionInput } from "../model.ts";
import type { CompletionSampling } from "./model.ts";

export type { CompletionSampling } from "./model.ts";

/** Completions are the likeliest text, but for a little; explanations are told elsewhere. */
export const COMPLETION_SAMPLING: CompletionSampling = {
  temperature: 0.2,
  topP: 0.95,
  frequencyPenalty: 0.1,
  maxOutputTokens: 256,
};

/** What holds for one request: its own wish, then the expert's settings, then the defaults. */
export function samplingOf(
  { temperature }: CompletionInput,
  ofExpert: Partial<CompletionSampling> = {},
): CompletionSampling {
  return {
    ...COMPLETION_SAMPLING,
    ...ofExpert,
    ...(temperature === undefined ? {} : { temperature }),
  };
}
