import { FINDING_LIMITS } from "../findings/limits.ts";
import { stripThinking } from "../findings/strip-thinking.ts";
import { cleanText } from "../prompts/clean-text.ts";

/** The expert's words without its reasoning and without hidden characters; null when none are left. */
export function readProse(text: string): string | null {
  const answer = cleanText(stripThinking(text.slice(0, FINDING_LIMITS.answerCharacters))).trim();
  return answer === "" ? null : answer;
}
