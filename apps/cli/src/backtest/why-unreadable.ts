import { ExternalError, UsageError } from "@devflow/errors";

/** Why git has no such commit or file, in one line; raises what is no such failure. */
export function whyUnreadable(thrown: unknown): string {
  if (thrown instanceof UsageError || thrown instanceof ExternalError) return thrown.message;
  throw thrown;
}
