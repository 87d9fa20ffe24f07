import type { ParsedCode } from "@devflow/syntax";
import { linesOf } from "../checks/changed-functions.ts";
import type { CheckedFile } from "../checks/check.ts";
import { functionsOf } from "../checks/functions-of.ts";

/** Nothing that others call stands on such a line. */
const NO_HEAD = /^\s*(?:$|\/\/|\*\s|\*\/|\/\*[^/]*$|import\b|package\b)/;

/**
 * Whether a change of Go or Java touches more than bodies of functions, comments and imports. Where it
 * does not, no head has changed and no function is gone: reading both versions for their definitions
 * is the dearest part of looking for callers.
 */
export function changesOutsideBodies({
  file,
  head,
  base,
}: Pick<CheckedFile, "file" | "head" | "base">): boolean {
  if (file.status === "added") return false;
  const added = linesOf(file, "added").filter(({ text }) => !NO_HEAD.test(text));
  if (added.length > 0 && isOutside(added, head)) return true;
  const removed = linesOf(file, "removed").filter(({ text }) => !NO_HEAD.test(text));
  if (removed.length === 0) return false;
  const before = base();
  return before === null || isOutside(removed, before);
}

function isOutside(lines: readonly { number: number }[], code: ParsedCode): boolean {
  const bodies = functionsOf(code).flatMap(({ node }) => {
    const range = node.field("body")?.range();
    return range === undefined ? [] : [{ first: range.start.line + 2, last: range.end.line }];
  });
  return lines.some(
    ({ number }) => !bodies.some(({ first, last }) => first <= number && number <= last),
  );
}
