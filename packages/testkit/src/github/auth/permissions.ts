import type { Actor } from "../http/call.ts";
import { HttpError } from "../http/reply.ts";
import type { Operation } from "../openapi/operations.ts";

/** First match wins; what matches nothing needs only `metadata`. */
const rules: [RegExp, string[]][] = [
  [/check-runs/, ["checks"]],
  [/\/(contents|git|compare|commits|branches)\//, ["contents"]],
  [/\/pulls/, ["pull_requests"]],
  [/\/issues/, ["issues", "pull_requests"]],
];

/** In the words of REST and GraphQL alike. */
export const noAccess = "Resource not accessible by integration";

const levels = ["read", "write", "admin"];

export function includesLevel(held: string | undefined, needed: string): boolean {
  return held !== undefined && levels.indexOf(held) >= levels.indexOf(needed);
}

/** Throws 403 where the token was not given what the operation needs; one of several is enough. */
export function requirePermission(actor: Actor, operation: Operation | "git"): void {
  if (actor.kind !== "installation") return;
  const rule = rules.find(([pattern]) => pattern.test(operation));
  const names = operation === "git" ? ["contents"] : (rule?.[1] ?? ["metadata"]);
  const level = operation === "git" || operation.startsWith("GET ") ? "read" : "write";
  if (names.some((name) => includesLevel(actor.permissions[name], level))) return;
  throw new HttpError(403, noAccess);
}
