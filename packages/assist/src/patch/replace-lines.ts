import type { TextLine } from "@devflow/diff";
import { cleanText, neutralise } from "@devflow/expert";
import type { LineSpan } from "./locate-quote.ts";

/**
 * The file's lines with some of them replaced. Lines that stay keep their endings and what a prompt
 * does not show of them (invisible characters, words of chat templates); new ones end as those that
 * they replace, and the last line of a file without a newline gets none.
 */
export function replaceLines(
  lines: readonly TextLine[],
  { from, to }: LineSpan,
  replacement: readonly string[],
): TextLine[] {
  const replaced = lines.slice(from, to);
  const originals = new Map<string, string[]>();
  for (const { text } of replaced) {
    const shown = neutralise(text).trimEnd();
    originals.set(shown, [...(originals.get(shown) ?? []), text]);
  }
  const ending = usualEnding(replaced, lines);
  const written = replacement.map((text): TextLine => {
    const original = originals.get(text.trimEnd())?.shift();
    return { text: original ?? withTemplateWords(text, replaced), ending };
  });
  const isLast = to === lines.length && to > 0;
  const hasNewline = !isLast || lines.at(-1)?.ending !== "";
  const last = written.at(-1);
  if (last !== undefined && !hasNewline) last.ending = "";
  const before = lines.slice(0, from);
  const predecessor = before.at(-1);
  // Lines that are added behind an unfinished last line need it finished.
  if (predecessor?.ending === "" && written.length > 0) {
    before[before.length - 1] = { ...predecessor, ending };
  }
  return [...before, ...written, ...lines.slice(to)];
}

/** What most of the replaced lines end with, else most of the file. */
function usualEnding(replaced: readonly TextLine[], lines: readonly TextLine[]): string {
  for (const each of [replaced, lines]) {
    const crlf = each.filter(({ ending }) => ending === "\r\n").length;
    const lf = each.filter(({ ending }) => ending === "\n").length;
    if (crlf + lf > 0) return crlf > lf ? "\r\n" : "\n";
  }
  return "\n";
}

const templateWord = /[<[][^\s<>[\]]{0,42}[>\]]/g;

/** `< |im_end|>`, as a prompt shows it, back to the word that the replaced lines have. */
function withTemplateWords(text: string, replaced: readonly TextLine[]): string {
  let restored = text;
  for (const line of replaced) {
    for (const [word] of cleanText(line.text).matchAll(templateWord)) {
      const shown = neutralise(word);
      if (shown !== word) restored = restored.replaceAll(shown, word);
    }
  }
  return restored;
}
