import type { SourceLines } from "../source-lines.ts";

/**
 * True when the row, or a comment alone on the row above, says `ast-grep-ignore` (every rule) or
 * `ast-grep-ignore: id, id`: ast-grep's own comment, so one serves both tools.
 */
export function isSuppressed(source: SourceLines, row: number, ruleId: string): boolean {
  const above = source.lines[row - 1] ?? "";
  const isComment = /^\s*(\/\/|#|\/\*)/.test(above);
  return names(source.lines[row] ?? "", ruleId) || (isComment && names(above, ruleId));
}

function names(line: string, ruleId: string): boolean {
  const match = /(?:\/\/|#|\/\*)\s*ast-grep-ignore(?::([\w\s,-]+))?/.exec(line);
  if (match === null) return false;
  const ids = match[1];
  return ids === undefined || ids.split(/[\s,]+/).includes(ruleId);
}
