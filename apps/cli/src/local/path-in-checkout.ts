import { existsSync, realpathSync } from "node:fs";
import { relative, resolve, sep } from "node:path";
import { UsageError } from "@devflow/errors";
import type { LocalRepository } from "@devflow/git";

/**
 * The path from the top of the checkout, for one that a person gave: from where they are, or from
 * the top. Empty for the top itself. Raises UsageError for what lies outside.
 */
export function pathInCheckout({ root }: LocalRepository, given: string): string {
  const fromHere = resolve(given);
  const absolute = existsSync(fromHere) ? realpathSync(fromHere) : resolve(root, given);
  const path = relative(root, absolute).split(sep).join("/");
  if (path !== ".." && !path.startsWith("../")) return path;
  throw new UsageError(`${given} is not in the checkout ${root}`, "Name another --repo or path.");
}
