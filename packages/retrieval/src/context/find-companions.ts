import type { Companions } from "./companions.ts";
import type { ContextPlace } from "./context-place.ts";
import type { ReadHunk } from "./read-hunk.ts";
import type { RepositoryMap } from "./repository-map.ts";

const LEAST_SHARE = 0.3;
const MOST_ITEMS = 3;

/** Last resort: files that usually change with this one, and did not. */
export function findCompanions(
  { path }: ReadHunk,
  companions: Companions,
  { tree }: RepositoryMap,
): ContextPlace[] {
  return [...companions]
    .filter(([other, { share }]) => other !== path && share >= LEAST_SHARE && tree.has(other))
    .slice(0, MOST_ITEMS)
    .map(([other, { reason }]) => ({
      kind: "similar",
      path: other,
      startLine: 1,
      endLine: 1,
      isWholeFile: true,
      symbol: null,
      reason,
    }));
}
