import { cleanLine, cut } from "../clean-text.ts";
import { framedPrompt } from "../commands/framed-prompt.ts";
import { PROMPT_LIMITS, type Prompt } from "../draft-prompt.ts";
import { neutralise } from "../spotlight.ts";

/** A function that shall be written where a person says what it does. */
export interface FunctionPromptInput {
  path: string;
  /** As a word for people, for example `Python`. */
  language: string;
  /** Types that it belongs to, from the outside in. */
  scopes: readonly string[];
  name: string;
  /** What it does, without comment signs. */
  documentation: string;
}

/** In characters; longer documentation is a manual, which says little of one function. */
export const CODE_PROMPT_LIMITS = { documentation: 1_500, name: 120, code: 12_000 } as const;

const SYSTEM = `You write one function as a careful senior engineer of the team would: in the style of its language and of the file, complete, without what nobody asked for.

Answer with one code block that holds the function with its signature, and nothing else.`;

/** The prompt for a function by its documentation; {@link readCode} reads the answer. Pure. */
export function functionPrompt(input: FunctionPromptInput): Prompt {
  const what = neutralise(input.documentation).trim();
  return framedPrompt(
    SYSTEM,
    [
      { heading: "Where it belongs:", text: placeLines(input).join("\n") },
      { heading: "What it does:", text: cut(what, CODE_PROMPT_LIMITS.documentation) },
    ],
    "Write the function: one code block.",
  );
}

/** File, language, type and name, one a line. */
export function placeLines(input: Omit<FunctionPromptInput, "documentation">): string[] {
  const { name } = CODE_PROMPT_LIMITS;
  return [
    `file: ${cleanLine(input.path, PROMPT_LIMITS.path)}`,
    `language: ${cleanLine(input.language, 40)}`,
    ...(input.scopes.length === 0 ? [] : [`inside: ${cleanLine(input.scopes.join("."), name)}`]),
    `function: ${cleanLine(input.name, name)}`,
  ];
}
