import { createHash } from "node:crypto";
import type { Prompt } from "./draft-prompt.ts";

/** SHA-256 of a prompt's two messages, as hex: whether two prompts are the same to the byte. */
export function digestPrompt({ system, user }: Prompt): string {
  return createHash("sha256")
    .update(JSON.stringify([system, user]))
    .digest("hex");
}
