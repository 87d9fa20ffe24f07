import { invariant } from "@devflow/errors";

/** A uuid has 36 characters; words like `pull_requests` are short. A diff or token does not fit. */
const id = /^[\w-]{1,64}$/;

/** Holds every job to ids: no diff, no prompt, no token is ever in the queue. Throws BugError. */
export function requireIds(data: object): void {
  for (const [field, value] of Object.entries(data)) {
    const isId = Number.isSafeInteger(value) || (typeof value === "string" && id.test(value));
    invariant(isId, `job data carries ids only, and ${field} is none`);
  }
}
