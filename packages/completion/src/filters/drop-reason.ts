import { hiddenCharacters, lookalikeWords } from "@devflow/expert";
import type { ReadingRules } from "../reading/model.ts";
import { hasRepeatedEnd, repeatedLines } from "../reading/repeats.ts";
import type { DropReason } from "./reasons.ts";

/** Of a line this much is compared; longer ones are the same when it is. */
const comparedCharacters = 300;
const chat =
  /^\s*(here(?:'s| is| are)\b.*[:.]\s*$|sure[,!. ]|certainly[,!. ]|i'm sorry|i cannot\b|i can't\b|as an ai\b|to complete (?:the|this) code|the (?:missing|completed) code\b|this code\b.*:$|you can use the following\b)/i;

/** Why an answer is not worth showing, null when it is. It has been trimmed already. */
export function dropReason(text: string, rules: ReadingRules): DropReason | null {
  const { place } = rules;
  const trimmed = text.trim();
  if (trimmed === "") return "blank";
  const isCode = place.language !== null && place.rules.blocks !== "none";
  if (isCode && place.state.in === "code" && chat.test(trimmed.split("\n", 1)[0] ?? "")) {
    return "chat_answer";
  }
  const isAtEnd = place.lineRest.trim() === "";
  if (trimmed.length < 2 && isAtEnd && rules.trigger === "automatic") return "too_short";
  const lines = text.split("\n");
  if (isHiding(lines, isCode)) return "hidden_characters";
  if (repeatedLines(lines) > 0 || lines.some((line) => hasRepeatedEnd(line))) {
    return "extreme_repetition";
  }
  if (isEmptyComment(trimmed, rules)) return "empty_comment";
  return repeatsAround(lines, rules);
}

/** Grey text is taken at a glance: what a glance does not see is not offered. */
function isHiding(lines: readonly string[], isCode: boolean): boolean {
  return lines.some(
    (line) =>
      /[^\P{Cc}\t]/u.test(line) ||
      !line.isWellFormed() ||
      hiddenCharacters(line, isCode) !== null ||
      lookalikeWords(line).length > 0,
  );
}

/** Signs of a comment and nothing said in it; a cursor inside of a comment is another matter. */
function isEmptyComment(trimmed: string, { place }: ReadingRules): boolean {
  if (!place.isBlankLine) return false;
  const signs = [...place.rules.lineComments, ...(place.rules.blockComment ?? [])];
  if (!signs.some((sign) => trimmed.startsWith(sign))) return false;
  return trimmed.split("\n").every((line) => /^(\W*|\W*(todo|fixme|xxx)\W*)$/i.test(line.trim()));
}

/** The lines of an answer are those below the cursor, or the one above it once more. */
function repeatsAround(lines: readonly string[], { place }: ReadingRules): DropReason | null {
  const [first = ""] = lines;
  const whole = [(place.linePrefix + first).trim(), ...lines.slice(1).map((line) => line.trim())];
  const said = whole.filter((line) => line !== "");
  const next = place.nextLines.map((line) => line.trim());
  const compared = said.slice(0, 3);
  const isComplete = place.lineRest.trim() === "";
  if (isComplete && compared.every((line, index) => isSameLine(line, next[index]))) {
    return "repeats_next_line";
  }
  const above = place.lineAbove?.trim();
  const isNew = place.isBlankLine && lines.length === 1 && isComplete;
  return isNew && isTelling(whole[0]) && whole[0] === above ? "repeats_line_above" : null;
}

function isTelling(line: string | undefined): boolean {
  return line !== undefined && /[A-Za-z]{2}/.test(line) && line.length >= 8;
}

/** The same but for one character, or 5 % of them, as Tabby counts; short lines must be equal. */
function isSameLine(line: string, other: string | undefined): boolean {
  if (other === undefined) return false;
  if (line === other) return /[A-Za-z]/.test(line);
  return (
    isTelling(line) && differs(line, other) <= Math.floor(Math.min(line.length, other.length) / 60)
  );
}

/** Characters that are not at the same place from the front or the back: never fewer than edits. */
function differs(a: string, b: string): number {
  const one = a.slice(0, comparedCharacters);
  const two = b.slice(0, comparedCharacters);
  const shorter = Math.min(one.length, two.length);
  let front = 0;
  while (front < shorter && one[front] === two[front]) front += 1;
  let back = 0;
  while (back < shorter - front && one.at(-1 - back) === two.at(-1 - back)) back += 1;
  return Math.max(one.length, two.length) - front - back;
}
