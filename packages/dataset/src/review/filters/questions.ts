import type { CommentFilter } from "./filter.ts";
import { asksForSomething } from "./requests.ts";

/** Questions that ask for a change in a polite way, or that name the case that fails. */
const POLITE =
  /\b(?:can|could|would|will|should|shouldn['’]t|can['’]t|couldn['’]t|wouldn['’]t|won['’]t|isn['’]t|doesn['’]t|don['’]t|aren['’]t|didn['’]t|do we (?:need|want|have)|does (?:this|it) (?:need|handle|work)|is (?:this|it|there) (?:needed|necessary|safe|still|supposed|meant|intended|possible)|why not|how about|what about|what if|happens (?:if|when)|mind|maybe|perhaps)\b/i;
/** Asks what somebody meant: an answer is wanted, no change. */
const CURIOUS =
  /^(?:(?:just )?(?:curious|wondering|out of curiosity|question|quick question|q)\b|(?:i(?:'m| am) )?(?:just )?(?:curious|wondering)\b|why\b(?! not\b| don['’]t\b)|what (?:is|are|does|do|was|did)\b(?! happen)|where (?:is|are|does|do)\b|how (?:does|do|is|are|did|come)\b|who\b|when (?:is|does|will)\b|did you\b|have you\b|do you (?:know|think|remember|mean)\b|is (?:this|that|it) (?:what|why|how|because|the same|used|from|related|intentional|on purpose|expected)\b|are (?:these|those|you)\b|any (?:reason|idea)\b(?! not\b)|can you (?:explain|elaborate|clarify|tell|say)\b|could you (?:explain|elaborate|clarify|tell|say)\b|what['’]s (?:the (?:reason|difference|purpose|point|idea)|this|that)\b)/i;

/** A question without a request is answered, not acted on (arXiv 2502.02757). */
export const questions = {
  name: "questions",
  reasons: ["a question without a request"],
  reasonAgainst({ words: { text, suggestion }, isEnglish }) {
    if (!isEnglish || suggestion !== null) return null;
    const { asked, said } = sentencesOf(text);
    if (asked.length === 0 || said.some(asksForSomething)) return null;
    return asksPolitely(text) ? null : "a question without a request";
  },
} as const satisfies CommentFilter;

/** Whether one of its questions asks for a change. */
export function asksPolitely(text: string): boolean {
  return sentencesOf(text).asked.some(
    (sentence) => !CURIOUS.test(sentence) && (POLITE.test(sentence) || asksForSomething(sentence)),
  );
}

function sentencesOf(text: string): { asked: string[]; said: string[] } {
  const sentences = (text.match(/[^.!?]+[.!?]*/g) ?? []).map((sentence) => sentence.trim());
  return {
    asked: sentences.filter((sentence) => sentence.endsWith("?")),
    said: sentences.filter((sentence) => !sentence.endsWith("?")),
  };
}
