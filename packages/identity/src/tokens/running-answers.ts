/**
 * Answers under way, so that none outlives the token that it was asked with.
 *
 * Wanted: a revocation, a disabled person or a lost role ends what runs within seconds, in every
 * process, and costs what goes on nothing.
 * Design: whoever takes something away says so on a channel of the database; what runs for that person
 * is asked about again. Everything that runs is looked at every two seconds, too: that finds tokens
 * that expired, and, as what is remembered of a token is 30 s old at most, notices that were lost.
 * Race accepted: what an answer said before stays said.
 */
import type { Authentication, Scope } from "../model.ts";

const everyMs = 2_000;

interface Running {
  personId: number;
  authorization: string | undefined;
  scope: Scope;
  end: () => void;
}

export class RunningAnswers {
  readonly #authenticate: (authorization: string | undefined) => Promise<Authentication>;
  readonly #running = new Set<Running>();
  #timer: NodeJS.Timeout | null = null;

  constructor(authenticate: (authorization: string | undefined) => Promise<Authentication>) {
    this.#authenticate = authenticate;
  }

  /** Calls `end` once when the token is good no more; the result is called when the answer is out. */
  watch(running: Running): () => void {
    this.#running.add(running);
    this.#timer ??= setInterval(() => this.changed(null), everyMs).unref();
    return () => this.#leave(running);
  }

  /** Something changed about a person, or about anybody without an id. */
  changed(personId: number | null): void {
    for (const running of this.#running) {
      if (personId === null || running.personId === personId) void this.#look(running);
    }
  }

  /** A database that is away ends nothing. */
  async #look(running: Running): Promise<void> {
    const answer = await this.#authenticate(running.authorization).catch(() => null);
    if (answer === null || !this.#running.has(running)) return;
    if ("caller" in answer && answer.caller.scopes.has(running.scope)) return;
    this.#leave(running);
    running.end();
  }

  #leave(running: Running): void {
    this.#running.delete(running);
    if (this.#running.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }
}
