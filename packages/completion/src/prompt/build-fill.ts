import { estimateTokens, FIM_TEMPLATES, type FillRequest, type FimFamily } from "@devflow/expert";
import { languageRulesOf } from "../language/language-rules.ts";
import type { CompletionInput, Snippet } from "../model.ts";
import { withoutCarriageReturns } from "../place/read-place.ts";
import type { ReadingRules } from "../reading/model.ts";
import { chooseSnippets } from "./choose-snippets.ts";
import { type CountTokens, firstLinesWithin, lastLinesWithin } from "./crop-to-window.ts";
import { serverStops } from "./server-stops.ts";

export interface FillOptions {
  windowTokens: number;
  maxOutputTokens: number;
  family: FimFamily | null;
  /**
   * The most that is sent. Models take more, but the time to the first token grows with it: editors
   * send 1,024 (Continue) to 2,048 (Cody).
   */
  mostInputTokens?: number;
  countTokens?: CountTokens;
}

/** The parts of a `FillRequest` that depend on the code. Line ends are `\n`. */
export type BuiltFill = Pick<FillRequest, "prefix" | "suffix" | "files" | "path" | "stops">;

/** Shares of the room, as Cody's: code in front of the cursor says most. Snippets get the rest. */
const shares = { prefix: 0.6, suffix: 0.15 } as const;

/** The family's own words around the parts, and the path. */
const wordsTokens = 48;

/**
 * What the expert is shown: the file around the cursor, then snippets in what room is left. What one
 * part does not need goes to the next. Lines with words of the model's vocabulary end the view, since
 * they would turn the prompt. Takes under 1 ms for a file of 100 kB.
 */
export function buildFill(
  input: CompletionInput,
  options: FillOptions,
  rules: Pick<ReadingRules, "place" | "extent">,
): BuiltFill {
  const count = options.countTokens ?? estimateTokens;
  const room = roomFor(options);
  const characters = room * 24;
  const before = withoutCarriageReturns(input.prefix.slice(-characters));
  const behind = withoutCarriageReturns(input.suffix.slice(0, characters));
  const words = options.family === null ? [] : FIM_TEMPLATES[options.family].specialTokens;
  const suffixText = beforeWords(behind, words);
  const prefixText = behindWords(before, words);
  const suffix = firstLinesWithin(suffixText, Math.floor(room * shares.suffix), count);
  const unused = Math.floor(room * shares.suffix) - count(suffix);
  const prefixRoom = Math.floor(room * shares.prefix) + Math.max(0, unused);
  const prefix = lastLinesWithin(prefixText, prefixRoom, count);
  const left = room - count(prefix) - count(suffix);
  const fitting = input.snippets.filter(
    ({ path, text }) => !holds(path, words) && !holds(text, words),
  );
  const files = chooseSnippets(fitting, { path: input.path, prefix, suffix }, left, count);
  const path = input.path !== null && holds(input.path, words) ? null : input.path;
  const stops = serverStops(rules);
  if (options.family !== null && FIM_TEMPLATES[options.family].file === null) {
    return { prefix: commented(files, input.language) + prefix, suffix, files: [], path, stops };
  }
  return { prefix, suffix, files, path, stops };
}

function roomFor({ windowTokens, maxOutputTokens, mostInputTokens = 2_048 }: FillOptions): number {
  const free = windowTokens - maxOutputTokens - wordsTokens;
  return Math.max(64, Math.min(free, mostInputTokens));
}

/** A family that knows no other files sees them as comments on top, as Tabby shows them. */
function commented(
  files: readonly Pick<Snippet, "path" | "text">[],
  language: string | null,
): string {
  const [sign = "//"] = languageRulesOf(language).lineComments;
  return files
    .flatMap(({ path, text }) => [`Path: ${path}`, ...text.split("\n")])
    .map((line) => `${sign} ${line}`.trimEnd().concat("\n"))
    .join("");
}

function holds(text: string, words: readonly string[]): boolean {
  return words.some((word) => text.includes(word));
}

/** What stands behind the last line with such a word; on the cursor's own line behind the word. */
function behindWords(text: string, words: readonly string[]): string {
  const end = Math.max(0, ...words.map((word) => lastEnd(text, word)));
  if (end === 0) return text;
  const newline = text.indexOf("\n", end);
  return text.slice(newline === -1 ? end : newline + 1);
}

function lastEnd(text: string, word: string): number {
  const at = text.lastIndexOf(word);
  return at === -1 ? 0 : at + word.length;
}

function beforeWords(text: string, words: readonly string[]): string {
  const starts = words.map((word) => text.indexOf(word)).filter((at) => at !== -1);
  if (starts.length === 0) return text;
  const start = Math.min(...starts);
  const newline = text.lastIndexOf("\n", start) + 1;
  return text.slice(0, newline === 0 ? start : newline);
}
