import { unwrittenPathReason } from "@devflow/syntax";
import type { ReviewPolicy } from "../model.ts";

/** Why a path is never reviewed, or null when it is. */
export function excludedPathReason(path: string, policy: ReviewPolicy): string | null {
  return (
    unwrittenPathReason(path) ??
    (policy.forPath(path).isIgnored ? "ignored by the configuration" : null)
  );
}
