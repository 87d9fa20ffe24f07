import { type Expert, PROMPT_LIMITS } from "@devflow/expert";
import type { Change } from "../model.ts";
import { cutMiddle } from "./cut-middle.ts";

/** What people wrote that each prompt about a path shows, within the window. */
export interface PromptWords {
  description: string;
  instructions: string;
}

/**
 * Of the window without the answer, what these may take. The characters that a prompt takes at most
 * fit there in English; in Chinese each is up to three tokens, and 3,000 of them would leave no
 * room for code at all.
 */
const shares = { description: 1 / 8, instructions: 1 / 4 } as const;

/** Shortens what is too long for the expert's window, as its own tokens count. */
export async function promptWords(
  { description }: Pick<Change, "description">,
  instructions: string,
  expert: Pick<Expert, "windowTokens" | "maxOutputTokens" | "countTokens">,
): Promise<PromptWords> {
  const room = Math.max(0, expert.windowTokens - expert.maxOutputTokens);
  const fit = (text: string, kind: keyof typeof shares) =>
    cutMiddle(
      text.trim(),
      { characters: PROMPT_LIMITS[kind], tokens: Math.floor(room * shares[kind]) },
      (part) => expert.countTokens(part),
    );
  return {
    description: await fit(description, "description"),
    instructions: await fit(instructions, "instructions"),
  };
}
