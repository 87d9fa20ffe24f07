import { indentationOf } from "../language/code-scanner.ts";
import type { LanguageRules } from "../language/language-rules.ts";

/** Of the next line this much is waited for; no word that goes on with a statement is longer. */
export const charactersAhead = 12;

/** Ends of lines after which a statement is not over, whatever the language. */
const openEnd = /(=>|->|[-+*/%=&|^?<.\\]|\b(return|extends|implements|throws|where))$/;
const closedEnd = /(\+\+|--|\*\/|;)$/;
const attribute = /^(@[\w.]+(\(.*\))?|#!?\[.*\]|\[[\w(),". ]+\])$/;

/** Beginnings of lines that go on with the statement above. */
const goesOnWith =
  /^(\.(?!\.\.)|\?\.|\?|:(?!:)|&&|\|\||[-+*/%|&<>=]=? |=>|->|<\/|\/>|>|\{|where\b|extends\b|implements\b|throws\b)/;
const goesOnAfterBlock = /^(else|catch|finally|while|rescue|ensure)\b/;

/** Whether a statement is over behind a line that leaves nothing open. */
export function statementState(
  rules: LanguageRules,
  /** The whole line, without the comment at its end. */
  line: string,
): "over" | "goes_on" | "next_line_tells" {
  const text = line.trim();
  if (text === "") return "goes_on";
  if (attribute.test(text)) return "goes_on";
  if (closedEnd.test(text)) return "over";
  if (text.endsWith(":")) return rules.endsWithLine ? "next_line_tells" : "over";
  // `a <T>` and `</b>` are not operators.
  if (openEnd.test(text) && !/[\w"'/]>$/.test(text)) return "goes_on";
  return rules.endsWithLine ? "over" : "next_line_tells";
}

/**
 * Whether the next line still belongs to the statement: it stands deeper, or begins with an operator
 * or the like. Looks at no more than its first characters, so the answer is the same however it comes.
 */
export function goesOn(lastLine: string, next: string, indentation: number): boolean {
  const start = next.trimStart().slice(0, charactersAhead);
  if (start === "") return false;
  const last = lastLine.trimEnd();
  const isBlockEnd = /\}[;,]?$/.test(last);
  if (indentationOf(next) > indentation && (!isBlockEnd || start.startsWith("."))) return true;
  // Behind a comma another argument begins, unless it ends the bounds of a type.
  if (last.endsWith(",")) return start.startsWith("{") && /:[^,]+,$/.test(last);
  if (start.startsWith("{")) return !isBlockEnd;
  return goesOnWith.test(start) || (isBlockEnd && goesOnAfterBlock.test(start));
}
