import { coerceError, ExternalError } from "@devflow/errors";

/** Runs a call to the queue's store; failures are ExternalError of the service `queue`, retryable. */
export async function callQueue<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof ExternalError) throw thrown;
    const error = coerceError(thrown);
    throw new ExternalError(`queue: ${error.message}`, {
      service: "queue",
      retryable: true,
      code: "unavailable",
      cause: thrown,
    });
  }
}

/** For calls after `close`. The store may be fine: another process can do it. */
export function closedError(): ExternalError {
  return new ExternalError("queue: closed", { service: "queue", retryable: true, code: "closed" });
}
