/** Marks an abort that Ctrl-C or SIGTERM asked for. */
class Interrupted extends Error {
  override readonly name = "Interrupted";
}

export function isInterrupted(error: unknown): boolean {
  return error instanceof Interrupted;
}

/**
 * Runs `work` with a signal that the first Ctrl-C or SIGTERM aborts, so that files and databases
 * are closed; a second one ends the process at once, as people expect.
 */
export async function withInterrupt<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort(new Interrupted("interrupted"));
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  try {
    return await work(controller.signal);
  } finally {
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
  }
}
