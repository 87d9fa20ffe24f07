import { type Edit, followEdit, type TextRange } from "../completion/tracked-range.ts";

/**
 * Where a text is after an edit of its document. An edit that replaces more than the text may bring it along: a
 * formatter that writes the whole file, other line ends, a file that was read anew, taking back what was taken back.
 */
export function followText(
  { range, text }: { range: TextRange; text: string },
  edit: Edit,
): TextRange {
  const end = edit.offset + edit.removed;
  const replacesAll = edit.offset <= range.start && end >= range.end && edit.inserted !== "";
  const found = replacesAll ? findText(text, edit.inserted, range.start - edit.offset) : null;
  if (found === null) return followEdit(range, edit);
  return { start: edit.offset + found.start, end: edit.offset + found.end };
}

/** The place of a text in another that is nearest to where it was; white space may differ. */
function findText(text: string, within: string, at: number): TextRange | null {
  const words = text.match(/[\p{L}\p{N}_$]+|[^\s\p{L}\p{N}_$]/gu);
  if (words === null || words.length > mostWords) return null;
  const pattern = new RegExp(words.map(asPattern).join("\\s*"), "gu");
  let best: TextRange | null = null;
  for (const { index, 0: match } of within.matchAll(pattern)) {
    if (best !== null && Math.abs(index - at) > Math.abs(best.start - at)) break;
    best = { start: index, end: index + match.length };
  }
  return best;
}

/** More than any completion has. */
const mostWords = 2_000;

function asPattern(word: string): string {
  return word.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
