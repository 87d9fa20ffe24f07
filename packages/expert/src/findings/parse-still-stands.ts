import { cleanText } from "../prompts/clean-text.ts";
import { FINDING_LIMITS } from "./limits.ts";
import { stripThinking } from "./strip-thinking.ts";

const ANSWER_LINE =
  /^[\s>*_`#"-]{0,10}(?:answer\W{1,6})?(FIXED|STANDS)[*_`"]{0,4}\s{0,3}(?:[:.,–—-]|$)/i;

/** True when it stands, false when it is fixed, null for anything unclear: no word, or both. */
export function parseStillStands(text: string): boolean | null {
  const answer = cleanText(stripThinking(text.slice(0, FINDING_LIMITS.answerCharacters)));
  const words = new Set(
    answer
      .split("\n")
      .flatMap((line) => ANSWER_LINE.exec(line.trimEnd())?.[1]?.toUpperCase() ?? []),
  );
  return words.size === 1 ? words.has("STANDS") : null;
}
