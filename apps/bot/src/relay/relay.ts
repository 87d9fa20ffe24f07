import type { Database } from "@devflow/database";
import { coerceError, ExternalError } from "@devflow/errors";
import type { Logger } from "@devflow/logging";
import { deliveryChannel } from "../webhook/store-delivery.ts";
import { finishDelivery, postponeDelivery } from "./finish-delivery.ts";
import type { Outcome } from "./outcome.ts";
import { relayLimits, retryDelayMs } from "./relay-limits.ts";
import { type TakenDelivery, takeDelivery } from "./take-delivery.ts";

export interface RelayOptions {
  database: Database;
  logger: Logger;
  /** Turns one delivery into rows and jobs. May run twice for the same delivery. */
  handle(delivery: TakenDelivery): Promise<Outcome>;
  pollMs?: number;
}

/**
 * Moves deliveries from the inbox to the handlers.
 *
 * Properties wanted: every stored delivery is handled at least once; one that fails for a reason
 * that may pass is tried again, with growing waits and an end; a crash loses none; several bots
 * share the work; a handler that hangs holds up nothing but itself.
 * Design: a few loops, each takes one delivery by a short UPDATE (a lease, see takeDelivery) and
 * handles it; no transaction is open meanwhile. A notification starts a loop, a loop that found
 * work starts another one, and a loop ends at an empty inbox. A poll finds what falls due later.
 * Races accepted: a handler slower than its lease runs twice, side by side; handlers therefore
 * bring about a state and can be repeated. A notification that comes while all loops are busy
 * starts none; if all but one hang and that one just saw an empty inbox, the poll finds it.
 */
export class Relay {
  readonly #options: RelayOptions;
  readonly #loops = new Set<Promise<void>>();
  #isClosed = false;
  #timer: NodeJS.Timeout | null = null;
  #stopListening: (() => Promise<void>) | null = null;

  constructor(options: RelayOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { database, pollMs = relayLimits.pollMs } = this.#options;
    this.#stopListening = await database.listen(deliveryChannel, () => this.wake());
    this.#timer = setInterval(() => this.wake(), pollMs);
    this.wake();
  }

  /** Looks into the inbox now, unless all loops are at it already. */
  wake(): void {
    if (this.#isClosed || this.#loops.size >= relayLimits.concurrency) return;
    const loop = this.#loop().finally(() => this.#loops.delete(loop));
    this.#loops.add(loop);
  }

  /** Ends after the deliveries in hand; what is left waits in the inbox. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#stopListening?.();
    await Promise.all(this.#loops);
  }

  async #loop(): Promise<void> {
    const { database, logger } = this.#options;
    try {
      while (!this.#isClosed) {
        const delivery = await takeDelivery(database);
        if (delivery === null) return;
        this.wake();
        await this.#relayOne(delivery);
      }
    } catch (err) {
      // The database is away: the poll tries again, and every lease runs out by itself.
      logger.error({ err }, "the relay cannot reach its inbox");
    }
  }

  async #relayOne(delivery: TakenDelivery): Promise<void> {
    const { database, logger, handle } = this.#options;
    const log = logger.child({ deliveryGuid: delivery.guid, event: delivery.event });
    if (delivery.attempts > relayLimits.maxAttempts) {
      log.error({ attempts: delivery.attempts }, "gave a delivery up");
      await finishDelivery(database, delivery.guid, "failed", "tried too often");
      return;
    }
    try {
      const outcome = await handle(delivery);
      await finishDelivery(database, delivery.guid, outcome.state, outcome.text);
      log.info({ state: outcome.state, outcome: outcome.text }, "handled a delivery");
    } catch (thrown) {
      await this.#fail(delivery, thrown, log);
    }
  }

  async #fail(delivery: TakenDelivery, thrown: unknown, log: Logger): Promise<void> {
    const { database } = this.#options;
    const err = coerceError(thrown);
    const isExternal = err instanceof ExternalError;
    const mayPass = isExternal && err.retryable && delivery.attempts < relayLimits.maxAttempts;
    if (!mayPass) {
      log.error({ err }, "a delivery failed");
      await finishDelivery(database, delivery.guid, "failed", err.message);
      return;
    }
    const delayMs = Math.max(retryDelayMs(delivery.attempts), err.retryAfterMs ?? 0);
    log.warn({ err, delayMs }, "a delivery is tried again later");
    await postponeDelivery(database, delivery.guid, delayMs, err.message);
  }
}
