import type { ContextItem } from "@devflow/retrieval";
import type { Fact } from "./fact.ts";

/** Code that is nearly the changed code and that the change leaves as it is. */
export function duplicateFacts(
  context: readonly ContextItem[],
  changedPaths: ReadonlySet<string>,
): Fact[] {
  return context
    .filter(({ kind, path }) => kind === "duplicate" && !changedPaths.has(path))
    .map(({ path, startLine, endLine, symbol }) => ({
      kind: "duplicate",
      text: `${path}:${startLine}-${endLine}${symbol === null ? "" : ` (${symbol})`} is nearly the same code and was not changed`,
      at: null,
    }));
}
