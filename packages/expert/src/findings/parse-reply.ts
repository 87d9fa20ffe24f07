import { cleanText } from "../prompts/clean-text.ts";
import { FINDING_LIMITS } from "./limits.ts";
import { stripThinking } from "./strip-thinking.ts";

/** What a person's answer says about a comment. */
export type ReplyClass = "agreed" | "will_fix" | "disagreed" | "question" | "other";

const ANSWER_LINE =
  /^[\s>*_`#"-]{0,10}(?:answer\W{1,6})?(AGREED|WILL[ _-]?FIX|DISAGREED|QUESTION|OTHER)[*_`"]{0,4}\s{0,3}(?:[:.,–—-]|$)/i;

const CLASSES: Readonly<Record<string, ReplyClass>> = {
  AGREED: "agreed",
  WILLFIX: "will_fix",
  DISAGREED: "disagreed",
  QUESTION: "question",
  OTHER: "other",
};

/** Null for anything unclear: no word, or several. */
export function parseReply(text: string): ReplyClass | null {
  const answer = cleanText(stripThinking(text.slice(0, FINDING_LIMITS.answerCharacters)));
  const words = new Set(
    answer.split("\n").flatMap((line) => {
      const word = ANSWER_LINE.exec(line.trimEnd())?.[1];
      return word?.toUpperCase().replace(/[ _-]/, "") ?? [];
    }),
  );
  const [word] = words;
  return words.size === 1 && word !== undefined ? (CLASSES[word] ?? null) : null;
}
