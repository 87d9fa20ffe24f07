const fence = /^ {0,3}(`{3,}|~{3,})(.*)$/;

/** A line of a comment that may be a command, and where what comes after it begins. */
export interface PlainLine {
  text: string;
  /** Offset of its first character. */
  start: number;
  /** Offset of the first character after the line and its end. */
  end: number;
}

/**
 * The lines that a person wrote as plain text: not in a block of code, in `<pre>`, quoted or in an
 * HTML comment, which is where people show commands without giving them.
 */
export function plainLines(body: string): PlainLine[] {
  const plain: PlainLine[] = [];
  let inside: { closes: (line: string) => boolean } | null = null;
  for (const { text, start, end } of splitLines(body)) {
    if (inside !== null) {
      if (inside.closes(text)) inside = null;
      continue;
    }
    inside = opens(text);
    if (inside === null && !/^ {0,3}>/.test(text)) plain.push({ text, start, end });
  }
  return plain;
}

function* splitLines(body: string): Generator<PlainLine> {
  let start = 0;
  for (const match of body.matchAll(/\r\n?|\n/g)) {
    const end = match.index + match[0].length;
    yield { text: body.slice(start, match.index), start, end };
    start = end;
  }
  yield { text: body.slice(start), start, end: body.length };
}

function opens(line: string): { closes: (line: string) => boolean } | null {
  const mark = fence.exec(line);
  const opening = mark?.[1];
  // A backtick after the opening run makes it code in a line, not a block.
  if (opening !== undefined && !(opening.startsWith("`") && mark?.[2]?.includes("`"))) {
    return { closes: (next) => closesFence(next, opening) };
  }
  if (leavesOpen(line, "<!--", "-->")) return { closes: (next) => next.includes("-->") };
  if (leavesOpen(line.toLowerCase(), "<pre", "</pre>")) {
    return { closes: (next) => next.toLowerCase().includes("</pre>") };
  }
  return null;
}

function closesFence(line: string, opening: string): boolean {
  const run = fence.exec(line);
  const closing = run?.[1];
  return (
    closing !== undefined &&
    closing[0] === opening[0] &&
    closing.length >= opening.length &&
    run?.[2]?.trim() === ""
  );
}

function leavesOpen(line: string, open: string, close: string): boolean {
  const last = line.lastIndexOf(open);
  return last !== -1 && !line.includes(close, last);
}
