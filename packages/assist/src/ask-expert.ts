import { cleanText, type Prompt } from "@devflow/expert";
import type { TokenUse } from "./model.ts";
import type { AssistPorts } from "./ports.ts";

export interface ExpertText {
  text: string;
  finishReason: "stop" | "length";
}

/** Adds up what several questions of one answer cost. */
export class TokenCount implements TokenUse {
  promptTokens: number | null = null;
  completionTokens: number | null = null;

  add(usage: { promptTokens: number; completionTokens: number } | null): void {
    if (usage === null) return;
    this.promptTokens = (this.promptTokens ?? 0) + usage.promptTokens;
    this.completionTokens = (this.completionTokens ?? 0) + usage.completionTokens;
  }

  toUse(): TokenUse {
    return { promptTokens: this.promptTokens, completionTokens: this.completionTokens };
  }
}

/** Characters of one answer; what goes on beyond is a loop. */
const maxCharacters = 100_000;

/**
 * Asks and gives the text in pieces, without hidden characters. Ending the iteration ends the request
 * at the server. Raises ExternalError (service `expert`) and the signal's reason.
 */
export async function* askExpert(
  { expert, model, signal }: Pick<AssistPorts, "expert" | "model" | "signal">,
  { system, user }: Prompt,
  options: { maxOutputTokens: number; temperature?: number; tokens: TokenCount },
): AsyncGenerator<string, ExpertText> {
  const pieces = expert.streamChat({
    messages: [
      { role: "system", content: system },
      { role: "user", content: user },
    ],
    maxOutputTokens: options.maxOutputTokens,
    ...(options.temperature === undefined ? {} : { temperature: options.temperature }),
    ...(model === undefined ? {} : { model }),
    signal,
  });
  let text = "";
  let held = "";
  let finishReason: ExpertText["finishReason"] = "stop";
  for await (const piece of pieces) {
    options.tokens.add(piece.usage);
    if (piece.finishReason !== null) finishReason = piece.finishReason;
    const [ready, rest] = splitWhole(held + piece.text);
    held = rest;
    const clean = cleanText(ready);
    text += clean;
    if (clean !== "") yield clean;
    if (text.length > maxCharacters) return { text, finishReason: "length" };
  }
  const last = cleanText(held);
  if (last !== "") yield last;
  return { text: text + last, finishReason };
}

/** Half of a character, or of a line end, waits for its other half. */
function splitWhole(text: string): [string, string] {
  const isHalf = /[\uD800-\uDBFF\r]$/.test(text);
  return isHalf ? [text.slice(0, -1), text.slice(-1)] : [text, ""];
}
