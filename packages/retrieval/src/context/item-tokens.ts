import { estimateTokens } from "@devflow/expert/estimate-tokens";
import type { ContextItem } from "../model.ts";

/** What an item costs a prompt: its heading is a tenth of the whole, so it counts too. */
export function itemTokens({
  path,
  kind,
  reason,
  text,
}: Pick<ContextItem, "path" | "kind" | "reason" | "text">): number {
  return estimateTokens(`${path} ${kind} ${reason}\n${text}`);
}
