import type { UsageEvent } from "./usage-event.ts";

/** Events wait for company this long: one request a few seconds is quiet. */
const flushAfterMs = 5_000;
/** As many go in one request, which begins when they are there; the gateway takes 200. */
const maxBatch = 50;
/** What waits is stored so soon after a change, for a window that is closed or reloaded. */
const keepAfterMs = 1_000;
/** About an hour of work without a connection; older ones are dropped. */
const maxWaiting = 500;

export interface EventQueueOptions {
  /** Sends a batch; throws where it did not arrive. */
  send(events: readonly UsageEvent[]): Promise<void>;
  /** False while the server is away. */
  maySend(): boolean;
  /** False when the person wants no events sent: they are dropped at once. */
  isWanted(): boolean;
  /** Stores what has not arrived; none once all did. */
  keep(events: readonly UsageEvent[]): void;
}

/**
 * Collects events and sends them in batches. Failures are quiet: the events wait for the next round, and over a
 * reload of the window.
 *
 * Race accepted: a batch that arrived although its answer did not is sent again. The gateway knows an event by what
 * it says, and the same one again changes nothing.
 */
export class EventQueue {
  readonly #options: EventQueueOptions;
  #waiting: UsageEvent[] = [];
  #underWay: UsageEvent[] = [];
  #keepTimer: ReturnType<typeof setTimeout> | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #sending: Promise<void> = Promise.resolve();

  constructor(options: EventQueueOptions) {
    this.#options = options;
  }

  push(event: UsageEvent): void {
    if (!this.#options.isWanted()) return;
    this.#waiting.push(event);
    if (this.#waiting.length > maxWaiting) this.#waiting.shift();
    this.#keepLater();
    if (this.#waiting.length >= maxBatch) void this.flush();
    else this.#later();
  }

  /** What was stored before the window was closed goes first. */
  restore(events: readonly UsageEvent[]): void {
    if (events.length === 0 || !this.#options.isWanted()) return;
    this.#waiting = [...events, ...this.#waiting].slice(-maxWaiting);
    this.#later();
  }

  /** The window closes: sends what waits and stores it at once, whichever comes through. */
  close(): void {
    void this.flush();
    this.#keep();
  }

  /** Sends what waits. Never throws. */
  flush(): Promise<void> {
    this.#sending = this.#sending.then(() => this.#sendBatch());
    return this.#sending;
  }

  async #sendBatch(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (!this.#options.isWanted()) this.#waiting = [];
    if (this.#waiting.length === 0) return;
    if (!this.#options.maySend()) {
      this.#later();
      return;
    }
    this.#underWay = this.#waiting.splice(0, maxBatch);
    try {
      await this.#options.send(this.#underWay);
    } catch {
      this.#waiting = [...this.#underWay, ...this.#waiting].slice(-maxWaiting);
    }
    this.#underWay = [];
    this.#keepLater();
    if (this.#waiting.length > 0) this.#later();
  }

  #later(): void {
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => void this.flush(), flushAfterMs);
    this.#timer.unref();
  }

  #keepLater(): void {
    if (this.#keepTimer !== null) return;
    this.#keepTimer = setTimeout(() => this.#keep(), keepAfterMs);
    this.#keepTimer.unref();
  }

  #keep(): void {
    if (this.#keepTimer !== null) clearTimeout(this.#keepTimer);
    this.#keepTimer = null;
    const all = [...this.#underWay, ...this.#waiting];
    this.#options.keep(this.#options.isWanted() ? all.slice(-maxWaiting) : []);
  }
}
