/** Code without the indentation that all of its lines share; the first one begins where it is cut. */
export function dedent(text: string, start: number, end: number): string {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(lineStart, start))?.[0] ?? "";
  const lines = text.slice(start, end).split("\n");
  return lines
    .map((line, at) => (at > 0 && line.startsWith(indent) ? line.slice(indent.length) : line))
    .join("\n");
}
