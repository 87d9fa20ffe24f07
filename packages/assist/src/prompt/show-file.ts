import type { ShownFile } from "@devflow/expert";
import { languageOf } from "@devflow/syntax";
import type { EditedFile, NotRead } from "../model.ts";

/** The lines of a file, without endings; a last empty one is none. */
export function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.length > 1 && lines.at(-1) === "") lines.pop();
  return lines;
}

/** A file as a prompt shows it: all of it, or some lines. */
export function showLines(
  { path, selection }: EditedFile,
  lines: readonly string[],
  number: number,
  { from, to }: { from: number; to: number },
): ShownFile {
  return {
    number,
    path,
    language: languageOf(path) ?? "",
    text: lines.slice(from, to).join("\n"),
    firstLine: from + 1,
    isWhole: from === 0 && to === lines.length,
    selection,
  };
}

/**
 * As many lines as fit: what is selected from its beginning, then around it as much above as below;
 * without a selection from the top. Null when not even one line fits.
 *
 * @param fits tells whether there is room for these lines; more lines never need less room
 */
export function partThatFits(
  file: EditedFile,
  count: number,
  fits: (part: { from: number; to: number }) => boolean,
): { from: number; to: number } | null {
  const selection = file.selection ?? { startLine: 1, endLine: 1 };
  const start = Math.min(selection.startLine - 1, count - 1);
  const end = Math.min(Math.max(selection.endLine, start + 1), count);
  const part = (lines: number) => {
    if (lines <= end - start) return { from: start, to: start + lines };
    const more = lines - (end - start);
    const from = Math.max(0, start - Math.ceil(more / 2));
    return { from, to: Math.min(count, end + (more - (start - from))) };
  };
  let [most, tooMany] = [0, count + 1];
  while (most + 1 < tooMany) {
    const lines = Math.floor((most + tooMany) / 2);
    if (fits(part(lines))) most = lines;
    else tooMany = lines;
  }
  return most === 0 ? null : part(most);
}

/** The lines of a file that are not shown. */
export function missingParts(
  path: string,
  count: number,
  shown: { from: number; to: number } | null,
): NotRead[] {
  const reason = "no room in the model's window";
  if (shown === null) return [{ path, lines: null, reason }];
  return [
    ...(shown.from > 0 ? [{ path, lines: { start: 1, end: shown.from }, reason }] : []),
    ...(shown.to < count ? [{ path, lines: { start: shown.to + 1, end: count }, reason }] : []),
  ];
}

/** Files that are named one by one. */
const mostNamed = 20;

/** For people, at the end of an answer; empty when everything was read. */
export function notReadText(notRead: readonly NotRead[]): string {
  const files = [...Map.groupBy(notRead, ({ path, reason }) => `${path}\n${reason}`).values()];
  const parts = files.slice(0, mostNamed).flatMap((pieces) => {
    const [first] = pieces;
    if (first === undefined) return [];
    const spans = pieces.flatMap(({ lines }) => (lines === null ? [] : [linesText(lines)]));
    const where = spans.length === 0 ? "" : ` lines ${spans.join(" and ")}`;
    return `\`${first.path.replaceAll("`", "'")}\`${where} (${first.reason})`;
  });
  if (parts.length === 0) return "";
  const more = files.length > mostNamed ? `, and ${files.length - mostNamed} more` : "";
  return `Not read: ${parts.join(", ")}${more}.`;
}

function linesText({ start, end }: { start: number; end: number }): string {
  return start === end ? String(start) : `${start}-${end}`;
}
