import { type Database, supersededChannel } from "@devflow/database";

/** Thrown in a review whose head is no longer the newest, or whose pull request was closed. */
export class Superseded extends Error {
  override readonly name = "Superseded";

  constructor() {
    super("a newer head took over");
  }
}

export function isSuperseded(error: unknown): boolean {
  return error instanceof Superseded;
}

export interface SupersedeWatch {
  /** A signal that aborts with {@link Superseded} when the review is superseded meanwhile. */
  follow(reviewId: string): { signal: AbortSignal } & Disposable;
  close(): Promise<void>;
}

/**
 * Stops running reviews early when a newer head takes over, so that the expert works on what
 * counts. Only a shortcut: a lost notification costs time, not correctness, since the head is read
 * again before anything is posted.
 */
export async function watchSuperseded(database: Database): Promise<SupersedeWatch> {
  const running = new Map<string, AbortController>();
  const stop = await database.listen(supersededChannel, (reviewId) => {
    running.get(reviewId)?.abort(new Superseded());
  });
  return {
    follow(reviewId) {
      const controller = new AbortController();
      running.set(reviewId, controller);
      return {
        signal: controller.signal,
        [Symbol.dispose]() {
          if (running.get(reviewId) === controller) running.delete(reviewId);
        },
      };
    },
    close: stop,
  };
}
