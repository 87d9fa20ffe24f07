import type { SourceLines } from "../source-lines.ts";

/**
 * True when the row, or a comment alone on the row above, says `ast-grep-ignore` (every rule) or
 * `ast-grep-ignore: id, id`: ast-grep's own comment, so one serves both tools.
 */
export function isSuppressed(
  source: SourceLines,
  row: number,
  ruleIds: readonly string[],
): boolean {
  const above = source.lines[row - 1] ?? "";
  const isComment = /^\s*(\/\/|#|\/\*)/.test(above);
  return names(source.lines[row] ?? "", ruleIds) || (isComment && names(above, ruleIds));
}

function names(line: string, ruleIds: readonly string[]): boolean {
  const match = /(?:\/\/|#|\/\*)\s*ast-grep-ignore(?::([\w\s,-]+))?/.exec(line);
  if (match === null) return false;
  const named = match[1]?.split(/[\s,]+/);
  return named === undefined || ruleIds.some((id) => named.includes(id));
}
