import type { FindingSeverity } from "../model.ts";
import type { FindingCategory } from "../prompts/categories.ts";
import { cleanText } from "../prompts/clean-text.ts";
import { FINDING_LIMITS } from "./limits.ts";
import { readCategory, readSeverity } from "./read-fields.ts";
import { stripThinking } from "./strip-thinking.ts";

export type CommentGradeAnswer =
  | { verdict: "valid"; severity: FindingSeverity; category: FindingCategory }
  | { verdict: "noisy" }
  /** Unclear: no word, both words, or a question echoed back. */
  | { verdict: "none" };

const LINE =
  /^[\s>*_`#"-]{0,10}(?:(?:verdict|answer|label)\W{1,6})?(VALID|NOISY)\b[*_`"]{0,4}[\s:.,–—-]*(.{0,200})$/i;

/** What the expert says of a comment. A valid one without readable words is of medium severity. */
export function parseCommentGrade(text: string): CommentGradeAnswer {
  const answer = cleanText(stripThinking(text.slice(0, FINDING_LIMITS.answerCharacters)));
  const found = answer
    .split("\n")
    .map((line) => LINE.exec(line.trimEnd()))
    .filter((match) => match !== null)
    // `VALID or NOISY?` is our own question.
    .filter((match) => !/^or\b/i.test(match[2] ?? ""));
  const words = new Set(found.map((match) => (match[1] ?? "").toUpperCase()));
  const [first] = found;
  if (first === undefined || words.size > 1) return { verdict: "none" };
  if (words.has("NOISY")) return { verdict: "noisy" };
  const rest = first[2] ?? "";
  const category = readCategory(rest.replace(/\b(?:critical|high|medium|low)\b/gi, " "));
  return {
    verdict: "valid",
    severity: readSeverity(rest),
    category: category === "other" ? "maintainability" : category,
  };
}
