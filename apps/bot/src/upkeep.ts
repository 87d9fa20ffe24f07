import { coerceError } from "@devflow/errors";
import type { AppSlot } from "./app-slot.ts";
import type { BotParts } from "./bot-parts.ts";
import { requeueLostWork } from "./work/requeue-lost-work.ts";

const upkeepIntervalMs = 30_000;

/** What the bot does now and then by itself: jobs for rows that lost theirs, and a late GitHub App. */
export class Upkeep {
  readonly #parts: BotParts;
  readonly #slot: AppSlot;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;

  constructor(parts: BotParts, slot: AppSlot) {
    this.#parts = parts;
    this.#slot = slot;
  }

  start(): void {
    this.#timer = setInterval(() => void this.run(), upkeepIntervalMs);
  }

  /** One round; never rejects. A round that is still running is joined. */
  async run(): Promise<void> {
    this.#running ??= this.#round().finally(() => {
      this.#running = null;
    });
    await this.#running;
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#running;
  }

  async #round(): Promise<void> {
    const { database, queues, logger } = this.#parts;
    try {
      await this.#slot.load();
      const requeued = await requeueLostWork(database, queues);
      if (requeued.reviews + requeued.commands > 0) logger.info(requeued, "queued waiting work");
    } catch (thrown) {
      logger.error({ err: coerceError(thrown) }, "upkeep failed");
    }
  }
}
