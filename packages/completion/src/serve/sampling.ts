import type { CodeExpert } from "@devflow/expert";
import type { CompletionInput } from "../model.ts";

export interface CompletionSampling {
  temperature: number;
  topP: number;
  frequencyPenalty: number;
  maxOutputTokens: number;
}

/** What holds for one request: its own wish, then the expert's settings. */
export function samplingOf(
  { temperature }: CompletionInput,
  { completion }: Pick<CodeExpert, "completion">,
): CompletionSampling {
  const { topP, frequencyPenalty, maxTokens } = completion;
  return {
    ...{ topP, frequencyPenalty, maxOutputTokens: maxTokens },
    temperature: temperature ?? completion.temperature,
  };
}
