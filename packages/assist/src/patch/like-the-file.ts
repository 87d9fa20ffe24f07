/**
 * A replacement in the white space of the file, for an answer that quotes lines in its own: without their
 * indentation, with spaces for tabs, or deeper. Lines that it leaves as they are come back as the file has them; others are
 * indented as the file indents where the answer does so.
 *
 * @param quoted written lines of the quote
 * @param found the lines of the file that they stand for, one each
 */
export function likeTheFile(
  replacement: readonly string[],
  quoted: readonly string[],
  found: readonly string[],
): string[] {
  const kept = new Map<string, string[]>();
  const indents = new Map<string, string>();
  for (const [at, text] of quoted.entries()) {
    const own = found[at] ?? text;
    kept.set(text.trimEnd(), [...(kept.get(text.trimEnd()) ?? []), own]);
    if (!indents.has(indentOf(text))) indents.set(indentOf(text), indentOf(own));
  }
  return replacement.map((line) => {
    if (line.trim() === "") return line;
    const own = kept.get(line.trimEnd())?.shift();
    return own ?? indented(line, indents);
  });
}

/** By the same indentation in the quote, else by the deepest one above it and what one level more is. */
function indented(line: string, indents: ReadonlyMap<string, string>): string {
  const indent = indentOf(line);
  const text = line.slice(indent.length);
  const known = indents.get(indent);
  if (known !== undefined) return known + text;
  const above = [...indents]
    .filter(([quoted]) => indent.startsWith(quoted))
    .reduce<[string, string] | null>(
      (deepest, each) => (deepest === null || each[0].length > deepest[0].length ? each : deepest),
      null,
    );
  if (above === null) return line;
  const [quoted, own] = above;
  return own + deeper(indent.slice(quoted.length), indents) + text;
}

/** What is deeper than any line of the quote: in levels of the file where the quote shows one, else as it is. */
function deeper(rest: string, indents: ReadonlyMap<string, string>): string {
  const pairs = [...indents];
  for (const [quoted, own] of pairs) {
    for (const [inner, ownInner] of pairs) {
      const level = inner.startsWith(quoted) ? inner.slice(quoted.length) : "";
      if (level === "" || !ownInner.startsWith(own) || rest.length % level.length > 0) continue;
      const levels = rest.length / level.length;
      if (level.repeat(levels) === rest) return ownInner.slice(own.length).repeat(levels);
    }
  }
  return rest;
}

function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? "";
}
