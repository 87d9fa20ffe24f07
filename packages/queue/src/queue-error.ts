import { coerceError, ExternalError } from "@devflow/errors";

/** A store that is down answers within a second; one that hangs is given this long. */
const callTimeoutMs = 10_000;

/**
 * Runs a call to the queue's store; failures are ExternalError of the service `queue`, retryable.
 * After a time-out the call may still take effect: adding a job twice must be harmless, which a
 * deduplication key makes it.
 */
export async function callQueue<T>(
  work: () => Promise<T>,
  timeoutMs: number = callTimeoutMs,
): Promise<T> {
  const timeout = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    timeout.reject(new Error(`no answer within ${timeoutMs} ms`));
  }, timeoutMs);
  try {
    return await Promise.race([work(), timeout.promise]);
  } catch (thrown) {
    if (thrown instanceof ExternalError) throw thrown;
    const error = coerceError(thrown);
    throw new ExternalError(`queue: ${error.message}`, {
      service: "queue",
      retryable: true,
      code: "unavailable",
      cause: thrown,
    });
  } finally {
    clearTimeout(timer);
  }
}

/** For calls after `close`. The store may be fine: another process can do it. */
export function closedError(): ExternalError {
  return new ExternalError("queue: closed", { service: "queue", retryable: true, code: "closed" });
}
