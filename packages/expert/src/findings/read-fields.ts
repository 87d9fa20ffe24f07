import type { FindingSeverity } from "../model.ts";
import { type FindingCategory, isCategory } from "../prompts/categories.ts";
import { cleanText } from "../prompts/clean-text.ts";
import { FINDING_LIMITS } from "./limits.ts";

const SEVERITY_WORDS: [RegExp, FindingSeverity][] = [
  [/critical|blocker|severe|\bp0\b|kritisch|critique|cr[ií]tic|严重|致命|критич/, "critical"],
  [/high|major|important|error|\bp1\b|hoch|élevé|haut|\balt[ao]\b|高|높음|высок/, "high"],
  [/medium|moderate|warning|\bp2\b|mittel|moyen|médi|\bmedia\b|中|중간|средн/, "medium"],
  [/low|minor|info|nit|trivial|\bp3\b|niedrig|gering|faible|\bbaj[ao]\b|baix|低|낮음|низк/, "low"],
];

/** The first severity that the text names; `medium` when it names none. */
export function readSeverity(text: string): FindingSeverity {
  const words = text.toLowerCase();
  return SEVERITY_WORDS.find(([pattern]) => pattern.test(words))?.[1] ?? "medium";
}

/**
 * What models say instead of a category, the first that matches: the narrow words stand before the
 * broad ones (`error handling in async code` is about errors, `api security` about security).
 */
const CATEGORY_WORDS: [RegExp, FindingCategory][] = [
  [/secur|inject|vulnerab|\bauth|xss|csrf|secret|credential|privacy|sanitiz/, "security"],
  [/logic|null|undefined|\btype.?error|off.by/, "correctness"],
  [
    /error|exception|unhandled|resource|leak|clean.?up|reliab|robust|resilien|fault/,
    "error_handling",
  ],
  [/concurren|\brac(?:e|y)|async|await|thread|\block|dead.?lock|synchron/, "concurrency"],
  [/perf|effic|memory|\bslow|scalab|optimi[sz]|complexity/, "performance"],
  [/misus|api.?us|usage|deprecat|librar|contract/, "api_misuse"],
  [/compat|breaking|\bapi\b|migrat|interface|regression/, "compatibility"],
  [/\btests?\b|testing|coverage|assert/, "testing"],
  [/style|format|naming|nit|convention|lint|cosmetic|typo|comment|documentation/, "style"],
  [
    /maintain|readab|design|smell|duplicat|architect|refactor|best.?practice|dead.?code|quality|clean.?code/,
    "maintainability",
  ],
  [/correct|bug|function|\btyp(?:e|ing)\b|valid|bound|edge.?case|data/, "correctness"],
];

/** One of the known categories, or `other`. */
export function readCategory(text: string): FindingCategory | "other" {
  const words = text.toLowerCase().trim();
  const exact = words.replace(/[^a-z]+/g, "_").replace(/^_+|_+$/g, "");
  if (isCategory(exact)) return exact;
  return CATEGORY_WORDS.find(([pattern]) => pattern.test(words))?.[1] ?? "other";
}

const CONFIDENCE_WORDS: [RegExp, number][] = [
  [/high|certain|sure/, 0.9],
  [/medium|moderate/, 0.6],
  [/low/, 0.3],
];

/** `0.8`, `80%`, `8/10`, `8` and `high` as a number from 0 to 1; 0.5 when it cannot be read. */
export function readConfidence(text: string): number {
  const match = /(\d{1,9}(?:\.\d{1,9})?)\s*(%|\/\s*(\d{1,4}))?/.exec(text);
  if (match === null) {
    return CONFIDENCE_WORDS.find(([pattern]) => pattern.test(text.toLowerCase()))?.[1] ?? 0.5;
  }
  const number = Number(match[1]);
  const stated = match[2] === "%" ? 100 : Number(match[3] ?? 0);
  const scale = stated > 0 ? stated : number > 10 ? 100 : number > 1 ? 10 : 1;
  return Math.min(1, number / scale);
}

/**
 * The inside of a value that is wholly in quotation marks, as YAML and half-finished JSON have it.
 * Code that only begins and ends with a string stays as it is.
 */
export function withoutQuotationMarks(text: string): string {
  const double = /^"((?:[^"\\\n]|\\.)*)",?$/.exec(text.trim());
  if (double?.[1] !== undefined) {
    return double[1].replace(/\\(["\\/nt])/g, (_, char: string) =>
      char === "n" ? "\n" : char === "t" ? "\t" : char,
    );
  }
  // YAML writes a single quotation mark inside as two.
  const single = /^'((?:[^'\n]|'')*)',?$/.exec(text.trim());
  return single?.[1]?.replaceAll("''", "'") ?? text;
}

/** A path without quotes, a line number at its end or the language behind it; null when there is none. */
export function readPath(text: string): string | null {
  const path = unquote(withoutQuotationMarks(text.trim().split("\n")[0] ?? ""))
    .replace(/\s+\([\w+#. -]{1,40}\)$/, "")
    .replace(/:\d{1,9}(?:[-:]\d{1,9})?$/, "")
    .trim();
  const isNone = path === "" || /^(?:n\/?a|none|null|unknown|-)$/i.test(path);
  return isNone || path.length > FINDING_LIMITS.pathCharacters ? null : path;
}

/** The quoted code without backticks, line numbers and the diff's marks. */
export function readQuote(text: string, isFenced: boolean): string {
  const code = isFenced ? text : insideBackticks(withoutQuotationMarks(text.trim()));
  const lines = code.split("\n").map((line) => line.trimEnd());
  const numbered = /^\s*\d{1,7}\s*[+|:]/;
  const marked = lines.some((line) => numbered.test(line)) ? /^\s*\d{1,7}\s*[+|:]? ?/ : /^\+(?!\+)/;
  const isMarked = lines.every((line) => line === "" || marked.test(line));
  return (isMarked ? lines.map((line) => line.replace(marked, "")) : lines).join("\n").trim();
}

/**
 * The replacement code, or null: none given, prose instead of code, or more than can be applied
 * with care. A replacement in diff form gives its added lines.
 */
export function readSuggestion(text: string, isFenced: boolean): string | null {
  const fence = /(`{3,})[^\n`]*\n([\s\S]*?)\n?\1/.exec(text);
  const plain = isFenced ? text : withoutQuotationMarks(text.trim());
  const code = isFenced ? text : (fence?.[2] ?? insideBackticks(plain));
  if (code.trim() === "" || /^\W*(?:none|null|n\/?a)\W*$/i.test(code)) return null;
  if (!isFenced && fence === null && looksLikeProse(text)) return null;
  const lines = code.split("\n");
  const isDiff =
    lines.every((line) => /^[+-]/.test(line)) && lines.some((line) => /^\+/.test(line));
  return isDiff
    ? lines.flatMap((line) => (line.startsWith("+") ? [line.slice(1)] : [])).join("\n")
    : code.replace(/\s+$/, "");
}

/** A sentence: starts with a capital word, has several words, and no line that ends like code. */
function looksLikeProse(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed.startsWith("`") && trimmed.endsWith("`")) return false;
  return /^[A-Z][a-z]+(?:\s+\S+){2}/.test(trimmed) && !/[;{}]\s*(?:\n|$)/.test(trimmed);
}

/** What stands between the first and the last backtick, else between matching quotes, else all. */
function insideBackticks(text: string): string {
  const first = text.indexOf("`");
  const last = text.lastIndexOf("`");
  const isCodeWithText = first === 0 || /^(?:lines?\s*)?\d[\d\s,:-]*$/i.test(text.slice(0, first));
  if (first === -1 || first === last || !isCodeWithText) return text;
  return stripRun(text.slice(first, last + 1));
}

/** `` `a` `` and ``` ``a`` ``` without the outer run. */
function stripRun(text: string): string {
  const opening = /^`+/.exec(text)?.[0].length ?? 0;
  const closing = /`+$/.exec(text)?.[0].length ?? 0;
  const run = Math.min(opening, closing, Math.floor(text.length / 2));
  // An inner template literal at an end belongs to the code: only as much as both ends share.
  const width = opening === closing ? run : 1;
  return text.slice(width, text.length - width);
}

function unquote(text: string): string {
  return text.replace(/^[`'"*_]+|[`'"*_]+$/g, "");
}

/** Prose of the expert on one line, without Markdown emphasis around all of it. */
export function readTitle(text: string): string {
  return cleanText(withoutQuotationMarks(text))
    .replace(/\s+/g, " ")
    .trim()
    .replace(/^\*\*(.*)\*\*$/, "$1");
}
