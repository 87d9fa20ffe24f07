/**
 * How many requests an expert gets side by side, and how many may wait.
 *
 * Wanted: a busy server is not made busier; who waits too long behind others learns it at once
 * instead of after a time-out; whoever stops waiting leaves the queue at that moment, since most
 * completions are cancelled by the next keystroke. Design: a counter and a set in the order of
 * arrival; a slot that becomes free is handed to the first of it.
 */
import { ExternalError } from "@devflow/errors";

export interface Gate {
  /**
   * Waits for a slot and gives what frees it again.
   *
   * @throws ExternalError `expert_busy` (429, retryable) when too many wait already; the signal's reason
   */
  enter(signal: AbortSignal): Promise<() => void>;
  /** Requests that are in, and that wait. */
  readonly running: number;
  readonly waiting: number;
}

/** After so long a queue has most often moved: a completion takes about that. */
const RETRY_AFTER_MS = 1_000;

export function createGate(limits: { concurrency: number; queue: number }): Gate {
  const waiting = new Set<() => void>();
  let running = 0;
  const leave = () => {
    const [next] = waiting;
    if (next === undefined) running -= 1;
    else {
      waiting.delete(next);
      next();
    }
  };
  const once = () => {
    let isIn = true;
    return () => {
      if (isIn) leave();
      isIn = false;
    };
  };
  return {
    get running() {
      return running;
    },
    get waiting() {
      return waiting.size;
    },
    async enter(signal) {
      signal.throwIfAborted();
      if (running < limits.concurrency) {
        running += 1;
        return once();
      }
      if (waiting.size >= limits.queue) throw busy();
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const giveUp = () => {
        waiting.delete(resolve);
        reject(signal.reason);
      };
      waiting.add(resolve);
      signal.addEventListener("abort", giveUp, { once: true });
      try {
        await promise;
      } finally {
        signal.removeEventListener("abort", giveUp);
      }
      return once();
    },
  };
}

function busy(): ExternalError {
  return new ExternalError("The expert has more to do than it can", {
    service: "expert",
    retryable: true,
    status: 429,
    code: "expert_busy",
    retryAfterMs: RETRY_AFTER_MS,
  });
}
