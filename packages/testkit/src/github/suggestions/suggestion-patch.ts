/** The code of every suggestion block in a comment, as GitHub reads them. */
export function suggestionsIn(body: string): string[] {
  const blocks = body.matchAll(/^(`{3,}|~{3,})suggestion[^\n]*\n([\s\S]*?)^\1[`~]*[ \t]*$/gm);
  return [...blocks].map((match) => match[2] ?? "");
}

export interface Replaced {
  path: string;
  text: string;
  /** 1-based, inclusive. */
  startLine: number;
  line: number;
  /** Ends with a newline unless it is empty. */
  suggestion: string;
}

/** The file with the suggestion committed: its own line ends are kept. Null beyond its end. */
export function applySuggestion({ text, startLine, line, suggestion }: Replaced): string | null {
  const lines = linesOf(text);
  if (startLine < 1 || line > lines.length) return null;
  const end = text.includes("\r\n") ? "\r\n" : "\n";
  const wanted = linesOf(suggestion).map((each) => each.replace(/\r?\n$/, "") + end);
  const isLast = line === lines.length && !text.endsWith("\n");
  const after = [...lines.slice(0, startLine - 1), ...wanted, ...lines.slice(line)].join("");
  return isLast ? after.replace(/\r?\n$/, "") : after;
}

/** What committing the suggestion does to the file, for `git apply`; no line of context. */
export function patchOf(replaced: Replaced, after: string): string {
  const { path, text, startLine, line } = replaced;
  const before = linesOf(text);
  const added = linesOf(after).slice(startLine - 1, linesOf(after).length - (before.length - line));
  const marked = (mark: string, lines: readonly string[]) =>
    lines.map((each) =>
      each.endsWith("\n") ? `${mark}${each}` : `${mark}${each}\n\\ No newline at end of file\n`,
    );
  const removed = before.slice(startLine - 1, line);
  const start = added.length === 0 ? startLine - 1 : startLine;
  return [
    `--- a/${path}\n`,
    `+++ b/${path}\n`,
    `@@ -${startLine},${removed.length} +${start},${added.length} @@\n`,
    ...marked("-", removed),
    ...marked("+", added),
  ].join("");
}

/** With their ends. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
