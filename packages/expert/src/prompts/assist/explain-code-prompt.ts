import { languageLine, type SaidComment } from "../commands/framed-prompt.ts";
import type { Prompt } from "../draft-prompt.ts";
import {
  type AssistMaterial,
  askedSection,
  assistPrompt,
  assistSections,
  turnsSection,
} from "./assist-prompt.ts";

export interface ExplainCodePromptInput extends AssistMaterial {
  /** Empty: what the code does. */
  question: string;
  /** What was asked and answered before, oldest first. */
  turns: readonly SaidComment[];
}

const SYSTEM = `You explain code in an editor to a colleague who knows the language but not this code.

- Say what it does, why it is there as far as the code shows, and what depends on it. When there is a question, answer that one.
- Only what the shown code proves; where you have to guess, say so, and say what one would have to look at.
- Every shown piece has a number in brackets. Put it behind what the piece proves, like this [2].
- Answer first, in at most ten sentences or a short list. Names of code in backticks, short code blocks where they help. No headings, links, tables or praise.`;

/** The prompt that explains code in the editor. Pure. */
export function explainCodePrompt(input: ExplainCodePromptInput): Prompt {
  const asks = input.question.trim() !== "";
  return assistPrompt(
    SYSTEM,
    [
      ...assistSections(input, { isNumbered: true }),
      turnsSection(input.turns),
      askedSection(input.question),
    ],
    `${asks ? "Answer the question about this code." : "Explain the selected code, or the first file where nothing is selected."}${languageLine(input)}`,
  );
}
