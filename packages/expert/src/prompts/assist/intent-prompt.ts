import { cut } from "../clean-text.ts";
import type { Prompt } from "../draft-prompt.ts";
import { neutralise } from "../spotlight.ts";
import { ASSIST_LIMITS, assistPrompt } from "./assist-prompt.ts";

/** What somebody may want who speaks to the editor. */
export const INTENTS = {
  explain: "say what the selected code does",
  tests: "write tests for it",
  callers: "say who calls or uses it",
  docs: "write documentation comments for it",
  refactor: "change the code in some way",
  search: "find code in the repository",
  question: "anything else, a question about the code",
} as const;

export type Intent = keyof typeof INTENTS;

const SYSTEM = `You sort what a developer said to the editor. Answer with one of these words and nothing else:
${Object.entries(INTENTS)
  .map(([name, meaning]) => `${name}: ${meaning}`)
  .join("\n")}`;

/** The prompt that sorts a spoken sentence that no rule knows. Pure. */
export function intentPrompt(said: string): Prompt {
  const text = cut(neutralise(said).trim(), ASSIST_LIMITS.instruction);
  return assistPrompt(SYSTEM, [{ heading: "The developer said:", text }], "One word.");
}

/** The word of an answer to {@link intentPrompt}; `question` where it is none of them. */
export function parseIntent(answer: string): Intent {
  const [word = ""] = answer.toLowerCase().match(/[a-z]+/) ?? [];
  return isIntent(word) ? word : "question";
}

function isIntent(word: string): word is Intent {
  return Object.hasOwn(INTENTS, word);
}
