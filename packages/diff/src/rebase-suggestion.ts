import { splitLines } from "./split-lines.ts";

/**
 * The suggestion with the indentation of the lines that it replaces. Experts often leave the
 * indentation out, of all lines or of the first one only, or write spaces where the file has tabs.
 * Relative indentation inside of the suggestion stays. One that differs from the replaced lines by
 * white space only is given back as it is: then the indentation is what it is about.
 *
 * @param replaced the lines of the file, without their endings
 * @param suggestion several lines joined by `\n` or `\r\n`; the result has `\n` only
 */
export function rebaseSuggestion(replaced: readonly string[], suggestion: string): string {
  const texts = splitLines(suggestion);
  const lines = withFileTabs(
    replaced,
    texts.map(({ text }) => text),
  );
  const end = texts.at(-1)?.ending === "" ? "" : "\n";
  const join = (rebased: readonly string[]) => rebased.join("\n") + (rebased.length > 0 ? end : "");
  const first = lines.find(isWritten);
  const target = indentOf(replaced.find(isWritten) ?? "");
  if (first === undefined || withoutSpace(lines) === withoutSpace(replaced)) return join(lines);
  const given = indentOf(first);
  if (given === target) return join(lines);
  if (isOnlyFirstBare(lines, given, target)) {
    const at = lines.indexOf(first);
    return join(lines.with(at, target + first.slice(given.length)));
  }
  // A line left of the first one shows that the first one's place was meant.
  if (!lines.every((line) => !isWritten(line) || line.startsWith(given))) return join(lines);
  return join(lines.map((line) => (isWritten(line) ? target + line.slice(given.length) : line)));
}

/** `return a;` above `    return b;`: the answer lost the white space of its first line. */
function isOnlyFirstBare(lines: readonly string[], given: string, target: string): boolean {
  const rest = lines.filter(isWritten).slice(1).map(indentOf);
  const isBased = rest.every((indent) => indent.startsWith(target));
  return given.length < target.length && isBased && rest.includes(target);
}

/** Spaces at the start become tabs where the replaced lines have only tabs there. */
function withFileTabs(replaced: readonly string[], lines: readonly string[]): string[] {
  const indents = replaced.map(indentOf).filter((indent) => indent !== "");
  const hasTabs = indents.length > 0 && indents.every((indent) => /^\t+$/.test(indent));
  const spaces = lines.map(indentOf).filter((indent) => indent !== "");
  if (!hasTabs || spaces.length === 0 || !spaces.every((indent) => /^ +$/.test(indent))) {
    return [...lines];
  }
  const widths = spaces.map((indent) => indent.length);
  const unit = [8, 4, 2, 3].find((size) => widths.every((width) => width % size === 0));
  if (unit === undefined) return [...lines];
  const step = unit === 8 && Math.min(...widths) === 8 ? 4 : unit;
  return lines.map((line) => {
    const width = indentOf(line).length;
    return "\t".repeat(width / step) + line.slice(width);
  });
}

function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? "";
}

function isWritten(line: string): boolean {
  return line.trim() !== "";
}

function withoutSpace(lines: readonly string[]): string {
  return lines.join("\n").replace(/\s+/g, "");
}
