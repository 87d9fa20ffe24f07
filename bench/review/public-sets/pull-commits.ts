import { existsSync } from "node:fs";
import { join } from "node:path";
import type { GitObjects } from "../git-objects.ts";
import type { PublicPull } from "./model.ts";

/** A pull request that a clone cannot show, and the command that puts it right. */
export interface Missing {
  missing: string;
}

/** The folder of a pull request's clone below `checkouts`: `owner/name`, `owner+name` or `name`. */
export function cloneOf(checkouts: string, { owner, name }: PublicPull): string | null {
  const candidates = [
    join(checkouts, owner, name),
    join(checkouts, `${owner}+${name}`),
    join(checkouts, name),
  ];
  return candidates.find((folder) => existsSync(folder)) ?? null;
}

/** What the pull request was reviewed against, and its last commit. */
export function commitsOf(
  objects: GitObjects,
  pull: PublicPull,
): { base: string; head: string } | Missing {
  const ref = `refs/pull/${pull.number}/head`;
  const head = resolve(objects, pull.commits?.head ?? ref);
  if (head === null) {
    const wanted = Number.isNaN(pull.number) ? (pull.commits?.head ?? "") : `${ref}:${ref}`;
    return { missing: `git fetch origin ${wanted}` };
  }
  const target =
    pull.commits === null ? targetOf(objects, head) : resolve(objects, pull.commits.base);
  if (target === null) return { missing: `git fetch origin ${pull.commits?.base ?? "HEAD"}` };
  const base = mergeBase(objects, target, head);
  return base === null || base === head
    ? { missing: "git fetch --unshallow origin" }
    : { base, head };
}

/** The default branch as it was before the pull request was merged into it. */
function targetOf(objects: GitObjects, head: string): string | null {
  const tip = resolve(objects, "HEAD");
  if (tip === null || mergeBase(objects, tip, head) !== head) return tip;
  const path = ["rev-list", "--merges", "--ancestry-path", `${head}..${tip}`];
  const merge = objects.git(path).trim().split("\n").at(-1);
  return merge === undefined || merge === "" ? null : resolve(objects, `${merge}^1`);
}

function resolve(objects: GitObjects, revision: string): string | null {
  try {
    return objects.git(["rev-parse", "--verify", "--quiet", `${revision}^{commit}`]).trim();
  } catch {
    return null;
  }
}

function mergeBase(objects: GitObjects, a: string, b: string): string | null {
  try {
    return objects.git(["merge-base", a, b]).trim();
  } catch {
    return null;
  }
}
