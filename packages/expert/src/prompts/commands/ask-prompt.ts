import { cleanLine, cut } from "../clean-text.ts";
import { PROMPT_LIMITS, type Prompt } from "../draft-prompt.ts";
import { neutralise } from "../spotlight.ts";
import {
  COMMAND_LIMITS,
  type CommandMaterial,
  conversationSection,
  framedPrompt,
  languageLine,
  materialSections,
  type SaidComment,
  type Section,
} from "./framed-prompt.ts";

/** A place in the diff that a thread stands on. */
export interface PromptPlace {
  path: string;
  /** The lines in words, for example `lines 3-5`. */
  lines: string;
  /** The piece of the diff as it was when the thread began. */
  code: string;
}

export interface AskPromptInput extends CommandMaterial {
  question: string;
  /** Of the thread that the question stands in; null on the pull request itself. */
  place: PromptPlace | null;
  conversation: readonly SaidComment[];
}

const SYSTEM = `You answer a colleague's question about a code change, as a careful senior engineer of the team.

- Answer from the shown code. Where it does not show enough, say what one would have to look at; never make up code.
- Answer first, then the reason, in at most ten sentences. Name files and functions in backticks.
- Plain text with short code blocks where they help. No headings, links, tables, greetings or praise.`;

/** The prompt of `/ask`. */
export function askPrompt(input: AskPromptInput): Prompt {
  const question = cut(neutralise(input.question).trim(), COMMAND_LIMITS.question);
  return framedPrompt(
    SYSTEM,
    [
      ...materialSections(input),
      placeSection(input.place),
      conversationSection(input.conversation),
      { heading: "The question:", text: question },
    ],
    `Answer the question about this code.${languageLine(input)}`,
  );
}

/** The lines that a thread stands on. */
export function placeSection(place: PromptPlace | null): Section | null {
  if (place === null) return null;
  // The end of the piece is what the thread is about, so its beginning goes first.
  const code = neutralise(place.code).slice(-COMMAND_LIMITS.place);
  const text = `file: ${cleanLine(place.path, PROMPT_LIMITS.path)} ${place.lines}\n${code}`;
  return { heading: "The thread stands on this code, its last line above all:", text };
}
