/**
 * The replacement moved to where the quoted lines really stand: an answer that quotes code without
 * its indentation writes the new code without it too.
 *
 * @param quoted the first written line of the quote
 * @param found the line of the file that it was found on
 */
export function indentLike(
  replacement: readonly string[],
  quoted: string,
  found: string,
): readonly string[] {
  const [from, to] = [indentOf(quoted), indentOf(found)];
  if (from === to) return replacement;
  const canMove = replacement.every((line) => line.trim() === "" || line.startsWith(from));
  if (!canMove) return replacement;
  return replacement.map((line) => (line.trim() === "" ? line : to + line.slice(from.length)));
}

function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? "";
}
