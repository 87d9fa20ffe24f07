import type { Expert } from "./model.ts";
import { type DraftPromptInput, draftPrompt, type Prompt } from "./prompts/draft-prompt.ts";

/**
 * What a chat template adds around two messages: 13 tokens for Llama-2, 18 for ChatML, 26 for
 * Llama 3 with its date lines. One number above all of them.
 */
export const TEMPLATE_TOKENS = 32;

/** How much room a draft prompt has for code. All in tokens. */
export interface PromptBudget {
  windowTokens: number;
  maxOutputTokens: number;
  /** Everything that is in each prompt of this change: system text, title, instructions, template. */
  overheadTokens: number;
  /** Frame, heading and file line around one hunk or context item. */
  blockOverheadTokens: number;
  /** For hunks and context with their frames; 0 when not even the overhead fits. */
  availableTokens: number;
}

/** The budget of one change: pack hunks and context into `availableTokens`. */
export async function budgetFor(
  expert: Pick<Expert, "windowTokens" | "maxOutputTokens" | "countTokens">,
  change: Omit<DraftPromptInput, "hunks" | "context">,
): Promise<PromptBudget> {
  const { windowTokens, maxOutputTokens } = expert;
  const bare = { ...change, hunks: [], context: [] };
  const context = {
    kind: "definition",
    path: "",
    startLine: 1,
    endLine: 9_999,
    reason: "",
    text: "",
  };
  const [overheadTokens, withBlock] = await Promise.all([
    countPrompt(expert, draftPrompt(bare)),
    countPrompt(expert, draftPrompt({ ...bare, context: [context] })),
  ]);
  return {
    windowTokens,
    maxOutputTokens,
    overheadTokens,
    blockOverheadTokens: withBlock - overheadTokens,
    availableTokens: Math.max(0, windowTokens - maxOutputTokens - overheadTokens),
  };
}

/** Tokens of a whole prompt as the server will see it, its template included. */
export async function countPrompt(
  expert: Pick<Expert, "countTokens">,
  prompt: Prompt,
): Promise<number> {
  const [system, user] = await Promise.all([
    expert.countTokens(prompt.system),
    expert.countTokens(prompt.user),
  ]);
  return system + user + TEMPLATE_TOKENS;
}

/** True when the prompt leaves room for the longest answer; {@link Expert.complete} refuses it otherwise. */
export async function fitsWindow(
  expert: Pick<Expert, "windowTokens" | "maxOutputTokens" | "countTokens">,
  prompt: Prompt,
): Promise<boolean> {
  return (await countPrompt(expert, prompt)) + expert.maxOutputTokens <= expert.windowTokens;
}
