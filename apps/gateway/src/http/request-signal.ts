import type { ServerResponse } from "node:http";

/** Ends with the answer: `release` takes its listeners away. */
export interface RequestSignal {
  signal: AbortSignal;
  /** Aborts it with a reason of one's own. */
  end(reason: unknown): void;
  release(): void;
}

/**
 * Aborts with AbortError when the connection ends before the answer is out, with TimeoutError after
 * `timeoutMs`, and with the reason of `closing`: the three get different answers, the first one none.
 */
export function requestSignal(
  response: ServerResponse,
  timeoutMs: number,
  closing: AbortSignal,
): RequestSignal {
  const controller = new AbortController();
  const gone = () => {
    if (response.writableFinished) return;
    controller.abort(new DOMException("Who asked has gone.", "AbortError"));
  };
  const shut = () => controller.abort(closing.reason);
  const timer = setTimeout(() => {
    controller.abort(new DOMException("The time of the request is over.", "TimeoutError"));
  }, timeoutMs);
  response.once("close", gone);
  closing.addEventListener("abort", shut, { once: true });
  if (closing.aborted) shut();
  return {
    signal: controller.signal,
    end: (reason) => controller.abort(reason),
    release() {
      clearTimeout(timer);
      response.off("close", gone);
      closing.removeEventListener("abort", shut);
    },
  };
}
