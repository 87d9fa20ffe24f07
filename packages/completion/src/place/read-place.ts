import { type Bracket, indentationOf, type ScanState } from "../language/code-scanner.ts";
import { type LanguageRules, languageRulesOf } from "../language/language-rules.ts";
import { mostSeenCharacters } from "../limits.ts";
import type { CompletionInput } from "../model.ts";
import { bracketsAround, type Opener } from "./brackets-around.ts";

/** What stands around the cursor, with line ends as `\n`. */
export interface Place {
  language: string | null;
  rules: LanguageRules;
  /** The cursor's line in front of it, and behind it. */
  linePrefix: string;
  lineRest: string;
  /** Nothing but white space is on the cursor's line in front of it. */
  isBlankLine: boolean;
  /** The last line above that is not blank; null at the top of the file. */
  lineAbove: string | null;
  /** The last line above that is neither blank nor a comment; what it opens is open at the cursor. */
  headerAbove: string | null;
  /** The first lines below that are not blank, without white space at their ends. */
  nextLines: readonly string[];
  /** Columns of the cursor's line; of a blank one those that code would have there. */
  indentation: number;
  openers: readonly Opener[];
  closers: readonly Bracket[];
  state: ScanState;
  /** What one level is indented by in this file: a tab, or spaces; null where nothing tells. */
  indentUnit: string | null;
  hasCarriageReturns: boolean;
}

const nextLinesKept = 4;

export function readPlace(input: Pick<CompletionInput, "language" | "prefix" | "suffix">): Place {
  const rules = languageRulesOf(input.language);
  const before = withoutCarriageReturns(input.prefix.slice(-mostSeenCharacters)).split("\n");
  const behind = withoutCarriageReturns(input.suffix.slice(0, mostSeenCharacters)).split("\n");
  // The first one may be the end of a line.
  if (input.prefix.length > mostSeenCharacters && before.length > 1) before.shift();
  if (input.suffix.length > mostSeenCharacters && behind.length > 1) behind.pop();
  const linePrefix = before.at(-1) ?? "";
  const lineRest = behind[0] ?? "";
  const isBlankLine = linePrefix.trim() === "";
  const lineAbove = before.slice(0, -1).findLast((line) => line.trim() !== "") ?? null;
  const headerAbove =
    before.slice(0, -1).findLast((line) => line.trim() !== "" && !isComment(line, rules)) ?? null;
  const nextLines = firstLines(behind);
  return {
    language: input.language,
    rules,
    linePrefix,
    lineRest,
    isBlankLine,
    lineAbove,
    headerAbove,
    nextLines,
    indentation: indentationOf(linePrefix),
    ...bracketsAround(rules, before, behind),
    indentUnit: indentUnitOf(before, behind),
    hasCarriageReturns: hasCarriageReturns(input),
  };
}

/** Whether the file's lines end with `\r\n`. */
export function hasCarriageReturns({
  prefix,
  suffix,
}: Pick<CompletionInput, "prefix" | "suffix">): boolean {
  const window = prefix.slice(-mostSeenCharacters) + suffix.slice(0, mostSeenCharacters);
  return window.includes("\r\n");
}

export function withoutCarriageReturns(text: string): string {
  return text.includes("\r") ? text.replaceAll("\r\n", "\n") : text;
}

function isComment(line: string, { lineComments }: LanguageRules): boolean {
  const text = line.trimStart();
  return lineComments.some((sign) => text.startsWith(sign));
}

function firstLines(behind: readonly string[]): string[] {
  const found: string[] = [];
  for (const line of behind.slice(1)) {
    if (line.trim() !== "") found.push(line.trimEnd());
    if (found.length === nextLinesKept) break;
  }
  return found;
}

/** The nearest lines say it: the smallest step that one line is deeper than the one above. */
function indentUnitOf(before: readonly string[], behind: readonly string[]): string | null {
  const near = [...before.slice(-200), ...behind.slice(0, 200)].filter(
    (line) => line.trim() !== "",
  );
  if (near.some((line) => line.startsWith("\t"))) return "\t";
  const steps = new Map<number, number>();
  for (let index = 1; index < near.length; index += 1) {
    const step = indentationOf(near[index] ?? "") - indentationOf(near[index - 1] ?? "");
    if (step > 1 && step <= 8) steps.set(step, (steps.get(step) ?? 0) + 1);
  }
  const [usual] = [...steps].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return usual === undefined ? null : " ".repeat(usual[0]);
}
