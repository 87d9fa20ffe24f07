/** A broken promise inside our own code. It fails the job loudly and is never retried quietly. */
export class BugError extends Error {
  override readonly name = "BugError";
}

/** Throws {@link BugError} unless `condition` holds; narrows the type for the code after it. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new BugError(message);
}
