import type { ChatMessage } from "../model.ts";
import type { Prompt } from "../prompts/draft-prompt.ts";
import { neutralise } from "../prompts/spotlight.ts";

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

/**
 * A conversation in Llama-2's template. Here the words of the template are split in every text: what
 * people write into a chat has passed no prompt function.
 */
export function llama2Conversation(messages: readonly ChatMessage[]): string {
  const system = messages.flatMap(({ role, content }) => (role === "system" ? [content] : []));
  let opening =
    system.length === 0 ? "" : `<<SYS>>\n${neutralise(system.join("\n"))}\n<</SYS>>\n\n`;
  let text = "";
  for (const { role, content } of messages) {
    if (role === "user") {
      text += `${text === "" ? "" : "<s>"}[INST] ${opening}${neutralise(content)} [/INST]`;
      opening = "";
    } else if (role === "assistant") text += ` ${neutralise(content).trim()} </s>`;
  }
  return text;
}
