import type { LeftOut } from "../model.ts";
import type { Scope } from "./select-files.ts";

/**
 * What the review may claim to have read. A file counts as reviewed only when nobody left
 * anything of it out; otherwise it is listed with the first reason, one that was missed before one
 * that is out of scope.
 */
export function collectReading(
  scope: Scope,
  ...partial: readonly { leftOut: readonly LeftOut[] }[]
): { filesReviewed: string[]; filesLeftOut: LeftOut[] } {
  const leftOut = new Map<string, LeftOut>();
  for (const entry of [...scope.leftOut, ...partial.flatMap((stage) => stage.leftOut)]) {
    const known = leftOut.get(entry.path);
    if (known === undefined || (known.kind === "out_of_scope" && entry.kind === "missed")) {
      leftOut.set(entry.path, entry);
    }
  }
  const filesReviewed = scope.files.map((file) => file.path).filter((path) => !leftOut.has(path));
  return { filesReviewed, filesLeftOut: [...leftOut.values()] };
}
