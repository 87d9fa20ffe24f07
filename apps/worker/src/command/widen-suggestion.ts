import { type Position, splitLines } from "@devflow/diff";
import type { Committable } from "@devflow/review";

/**
 * A suggestion written for exactly these lines: the same change, with the lines around it that
 * stay. Null when it changes lines outside of them.
 */
export function widenTo(
  headText: string,
  { position, suggestion }: Pick<Committable, "position" | "suggestion">,
  target: Position,
): string | null {
  const isInside =
    target.side === "RIGHT" &&
    position.side === "RIGHT" &&
    position.startLine >= target.startLine &&
    position.line <= target.line;
  if (!isInside) return null;
  const lines = splitLines(headText).map(({ text }) => text);
  const before = lines.slice(target.startLine - 1, position.startLine - 1);
  const after = lines.slice(position.line, target.line);
  const body = suggestion.endsWith("\n") ? suggestion.slice(0, -1) : suggestion;
  const own = suggestion === "" ? [] : body.split("\n");
  return [...before, ...own, ...after].map((line) => `${line}\n`).join("");
}
