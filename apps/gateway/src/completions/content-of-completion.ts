import type { CompletionInput, CompletionResult } from "@devflow/completion";
import { type KeptContent, keptChars } from "@devflow/usage";

/**
 * What is kept of a completion: what stood around the cursor, as far as an example shows it, and every text that
 * was served. Not the pieces of other files that the expert saw beside it.
 */
export function contentOfCompletion(input: CompletionInput, result: CompletionResult): KeptContent {
  return {
    kind: "completion",
    path: input.path,
    language: input.language,
    prefix: input.prefix.slice(-keptChars.prefix),
    suffix: input.suffix.slice(0, keptChars.suffix),
    choices: result.choices.map(({ index, text }) => ({ index, text })),
  };
}
