import type { Expert } from "./model.ts";
import { serverOf } from "./server-of.ts";

/** The same expert, whose questions go through `complete`. */
export function withComplete(expert: Expert, complete: Expert["complete"]): Expert {
  return Object.assign(serverOf(expert), { complete });
}
