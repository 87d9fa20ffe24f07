import type { Prompt } from "../prompts/draft-prompt.ts";

/**
 * Llama-2's instruct template for `/v1/completions`, as Meta's reference code writes it. Without
 * the leading `<s>`: servers add the first token themselves, and two of them make answers worse.
 * The prompts have already split the words `[INST]` and `<<SYS>>` in foreign text.
 */
export function llama2Prompt({ system, user }: Prompt): string {
  return `[INST] <<SYS>>\n${system}\n<</SYS>>\n\n${user} [/INST]`;
}

/** Where a base model would go on by playing the user. */
export const LLAMA2_STOPS = ["</s>", "[INST]"];
