import { databaseError } from "../database-error.ts";
import type { ThreadAnswer, ThreadFailure } from "./thread-messages.ts";

interface Pending {
  resolve: (answer: ThreadAnswer) => void;
  reject: (error: Error) => void;
}

/** Requests whose answer is on its way, by the number that the answer carries. */
export class PendingRequests {
  private readonly pending = new Map<number, Pending>();
  private nextId = 1;

  get size(): number {
    return this.pending.size;
  }

  /** The answer to what `post` sends under a number of its own. */
  async ask(post: (id: number) => void): Promise<ThreadAnswer> {
    const id = this.nextId++;
    post(id);
    return new Promise<ThreadAnswer>((resolve, reject) => {
      this.pending.set(id, { resolve, reject });
    });
  }

  settle(
    message: { id: number; answer: ThreadAnswer } | { id: number; failure: ThreadFailure },
  ): void {
    const pending = this.pending.get(message.id);
    this.pending.delete(message.id);
    if ("answer" in message) pending?.resolve(message.answer);
    else pending?.reject(databaseError(errorOf(message.failure)));
  }

  failAll(error: Error): void {
    for (const { reject } of this.pending.values()) reject(error);
    this.pending.clear();
  }
}

function errorOf(failure: ThreadFailure): Error {
  const error = Object.assign(new Error(failure.message), { code: failure.code });
  if (failure.stack) error.stack = failure.stack;
  return error;
}
