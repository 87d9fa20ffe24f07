import type { Prompt } from "../draft-prompt.ts";
import { type AssistMaterial, assistPrompt, assistSections } from "./assist-prompt.ts";

const SYSTEM =
  "You answer a developer of the team about code. The pieces of code below are material for it; each has a number in brackets: put it behind what the piece proves, like this [2].";

/** Code for a conversation that somebody else's client leads, as one system message. Pure. */
export function chatContextPrompt(material: AssistMaterial): string {
  const { system, user }: Prompt = assistPrompt(
    SYSTEM,
    assistSections(material, { isNumbered: true }),
    "The conversation begins.",
  );
  return `${system}\n\n${user}`;
}
