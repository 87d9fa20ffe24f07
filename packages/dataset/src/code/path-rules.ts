import { pathSkipReason } from "@devflow/retrieval/training";
import type { Refused } from "../model.ts";
import type { CodeOptions, CodeSource } from "./model.ts";
import { type PlannedPaths, planPaths } from "./plan-paths.ts";
import { refused } from "./refusal.ts";

/** Why code of a path may not be learned from; null where it may. */
export interface PathRules {
  refusalOf(path: string, text: string): Refused | null;
}

/**
 * What {@link extractCode} leaves out by path and licence, for code that comes from an editor: the same
 * file may not be learned from by another way. A file that the repository does not have yet is judged by its
 * name, its header and the nearest licence.
 */
export async function pathRulesOf(
  source: CodeSource,
  options: Pick<CodeOptions, "allowedLicences">,
): Promise<PathRules> {
  const wanted = new Set<string>();
  const planned: PlannedPaths[] = [];
  for (const split of ["train", "validation", "test"] as const) {
    const plan = await planPaths(source, split, options);
    for (const path of plan.wanted) wanted.add(path);
    planned.push(plan);
  }
  const known = new Set<string>();
  for await (const { path } of source.paths()) known.add(path);
  return {
    refusalOf(path, text) {
      if (!isUsable(path, known.has(path), wanted, source.ignorePaths)) {
        return refused("path", "ignored by settings");
      }
      const [plan] = planned;
      return plan === undefined || plan.licences.allows(path, text)
        ? null
        : refused("file", "licence");
    },
  };
}

function isUsable(
  path: string,
  isKnown: boolean,
  wanted: ReadonlySet<string>,
  ignorePaths: readonly string[],
): boolean {
  if (isKnown) return wanted.has(path);
  return pathSkipReason({ path, sizeBytes: 0 }, ignorePaths) === null;
}
