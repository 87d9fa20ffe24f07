import type { Snippet } from "../model.ts";
import { type CountTokens, firstLinesWithin } from "./crop-to-window.ts";

/**
 * What is shown first when there is little room. Declarations of what the prefix uses name the very
 * things that come next; a clipboard is a guess.
 */
const priorities: Readonly<Record<Snippet["source"], number>> = {
  declaration: 0,
  index_definition: 1,
  changed_file: 2,
  index_similar: 3,
  opened_file: 4,
  clipboard: 5,
};

/** One snippet takes this share of the room at most, so that a long one does not push out the rest. */
const largestShare = 0.5;

/** Of a snippet's telling lines this share being on view already makes it useless. */
const seenShare = 0.6;

/** Shorter lines are everywhere: brackets, `return`. */
const tellingLine = 6;

export interface ShownCode {
  /** Of the file that is completed. */
  path: string | null;
  prefix: string;
  suffix: string;
}

/** What fits of the snippets, most useful last, without what is on view already. */
export function chooseSnippets(
  snippets: readonly Snippet[],
  shown: ShownCode,
  mostTokens: number,
  count: CountTokens,
): { path: string; text: string }[] {
  if (snippets.length === 0) return [];
  const seen = new Set(tellingLines(`${shown.prefix}\n${shown.suffix}`));
  const chosen: { path: string; text: string }[] = [];
  let left = mostTokens;
  for (const snippet of inOrder(snippets)) {
    const lines = tellingLines(snippet.text);
    const isOfFile = snippet.path !== "" && snippet.path === shown.path;
    if (lines.length === 0 || isSeen(lines, seen, isOfFile)) continue;
    const path = snippet.path === "" ? snippet.source : snippet.path;
    const head = count(path) + 4;
    const room = Math.min(left, Math.ceil(mostTokens * largestShare)) - head;
    if (room <= 0) break;
    const text = wholeLines(snippet.text, room, count);
    if (text === "") continue;
    chosen.push({ path, text });
    for (const line of lines) seen.add(line);
    left -= count(text) + head;
  }
  return chosen.reverse();
}

function inOrder(snippets: readonly Snippet[]): Snippet[] {
  return snippets.toSorted(
    (a, b) => priorities[a.source] - priorities[b.source] || b.score - a.score,
  );
}

/** Of the file itself a single line on view is enough: the rest stands around it. */
function isSeen(lines: readonly string[], seen: ReadonlySet<string>, isOfFile: boolean): boolean {
  const count = lines.filter((line) => seen.has(line)).length;
  return isOfFile ? count > 0 : count >= lines.length * seenShare;
}

function tellingLines(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.length >= tellingLine);
}

/** A snippet is never shown to the middle of a line. */
function wholeLines(text: string, mostTokens: number, count: CountTokens): string {
  const whole = text.trimEnd();
  const kept = firstLinesWithin(whole, mostTokens, count);
  return kept.length === whole.length || kept.endsWith("\n") ? kept.trimEnd() : "";
}
