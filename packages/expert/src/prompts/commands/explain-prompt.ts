import type { Prompt } from "../draft-prompt.ts";
import { type PromptPlace, placeSection } from "./ask-prompt.ts";
import {
  type CommandMaterial,
  conversationSection,
  framedPrompt,
  languageLine,
  materialSections,
  type SaidComment,
} from "./framed-prompt.ts";

export interface ExplainPromptInput extends CommandMaterial {
  place: PromptPlace | null;
  conversation: readonly SaidComment[];
}

const SYSTEM = `You explain code of a change to a colleague who knows the language but not this code.

- Say what it does, why it is there as far as the code shows, and what depends on it.
- Only what the shown code proves; where you have to guess, say so.
- At most ten sentences or a short list. Name files and functions in backticks. No headings, links, tables or praise.`;

/** The prompt of `/explain`. */
export function explainPrompt(input: ExplainPromptInput): Prompt {
  const what = input.place === null ? "the changed code" : "the code of the thread";
  return framedPrompt(
    SYSTEM,
    [
      ...materialSections(input),
      placeSection(input.place),
      conversationSection(input.conversation),
    ],
    `Explain ${what}.${languageLine(input)}`,
  );
}
