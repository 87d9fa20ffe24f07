import type { DiffLine, Hunk } from "./model.ts";

const MARKERS: Record<DiffLine["kind"], string> = { context: " ", added: "+", removed: "-" };

/**
 * A hunk as text for a prompt: one line per diff line with its marker (`+`, `-` or a space), and
 * with `numbered` the line's number before it: the new number, for removed lines the old one.
 * A carriage return at the end of a line is left out.
 */
export function renderHunk(hunk: Hunk, options: { numbered: boolean }): string {
  const numbers = hunk.lines.map((line) => String(line.newLine ?? line.oldLine ?? ""));
  const width = Math.max(0, ...[numbers[0], numbers.at(-1)].map((number) => number?.length ?? 0));
  return hunk.lines
    .map((line, index) => {
      const text = `${MARKERS[line.kind]}${line.text.replace(/\r$/, "")}`;
      return options.numbered ? `${(numbers[index] ?? "").padStart(width)} ${text}` : text;
    })
    .join("\n");
}
