import { cleanText } from "./clean-text.ts";

/**
 * Words that chat templates give a meaning: `<|im_end|>` (ChatML, Llama 3, Phi), `[INST]` and
 * `<<SYS>>` (Llama 2, Mistral), `<start_of_turn>` (Gemma), sentence and reasoning tags. vLLM and
 * llama.cpp read them as control tokens wherever they stand in the rendered prompt.
 */
const CONTROL_WORD =
  /<[|｜][^\s<>|｜]{1,40}[|｜]>|\[\/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS)\]|<<\/?SYS>>|<\/?(?:s|bos|eos|think|start_of_turn|end_of_turn)>/gi;

/**
 * Text of others, made harmless for the prompt's frame: cleaned, and control words of chat
 * templates split by a space after their first character (`< |im_end|>`), so that no tokenizer
 * reads them as the end of a turn. Quotes that contain one still match without whitespace.
 */
export function neutralise(text: string): string {
  return cleanText(text).replace(CONTROL_WORD, (word) => `${word[0]} ${word.slice(1)}`);
}

/** Frames untrusted text. The marker is the same for a whole prompt. */
export interface Spotlight {
  open: string;
  close: string;
  /** The text between the markers, neutralised. */
  frame(text: string): string;
}

/**
 * Markers that no text of the prompt contains, so that nothing inside can close its own frame.
 * Pure: the same texts give the same markers, because training examples are made from the same
 * function. `DATA` nearly always; `DATA1`, `DATA2`, … when somebody wrote the marker itself.
 *
 * @param texts every untrusted text of the prompt, before or after cleaning
 */
export function spotlight(texts: readonly string[]): Spotlight {
  const everything = texts.map(neutralise).join("\n").toUpperCase();
  let word = "DATA";
  for (let n = 1; everything.includes(`<<<${word}`) || everything.includes(`${word}>>>`); n++) {
    word = `DATA${n}`;
  }
  const open = `<<<${word}`;
  const close = `${word}>>>`;
  return { open, close, frame: (text) => `${open}\n${neutralise(text)}\n${close}` };
}
