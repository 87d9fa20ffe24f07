import type { UsageEvent } from "./usage-event.ts";

/** Events wait for company this long: one request a few seconds is quiet. */
export const flushAfterMs = 5_000;
/** As many go in one request, which begins when they are there; the gateway takes 200. */
export const maxBatch = 50;
/** About an hour of work without a connection; older ones are dropped. */
const maxWaiting = 500;

export interface EventQueueOptions {
  /** Sends a batch; throws where it did not arrive. */
  send(events: readonly UsageEvent[]): Promise<void>;
  /** False while the server is away. */
  maySend(): boolean;
  /** False when the person wants no events sent: they are dropped at once. */
  isWanted(): boolean;
}

/** Collects events and sends them in batches. Failures are quiet: the events wait for the next round. */
export class EventQueue {
  readonly #options: EventQueueOptions;
  #waiting: UsageEvent[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;
  #sending: Promise<void> = Promise.resolve();

  constructor(options: EventQueueOptions) {
    this.#options = options;
  }

  push(event: UsageEvent): void {
    if (!this.#options.isWanted()) return;
    this.#waiting.push(event);
    if (this.#waiting.length > maxWaiting) this.#waiting.shift();
    if (this.#waiting.length >= maxBatch) void this.flush();
    else this.#later();
  }

  /** Sends what waits. Never throws. */
  flush(): Promise<void> {
    this.#sending = this.#sending.then(() => this.#sendBatch());
    return this.#sending;
  }

  async #sendBatch(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#waiting.length === 0) return;
    if (!this.#options.maySend()) {
      this.#later();
      return;
    }
    const batch = this.#waiting.splice(0, maxBatch);
    try {
      await this.#options.send(batch);
    } catch {
      this.#waiting = [...batch, ...this.#waiting].slice(-maxWaiting);
    }
    if (this.#waiting.length > 0) this.#later();
  }

  #later(): void {
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => void this.flush(), flushAfterMs);
    this.#timer.unref();
  }
}
