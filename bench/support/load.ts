import { setTimeout as wait } from "node:timers/promises";
import { Pool } from "undici";
import type { SignedDelivery } from "./signed-delivery.ts";

/** One request and what became of it. Times in milliseconds. */
export interface Shot {
  guid: string;
  /** 0 when there was no answer. */
  status: number;
  /** From the moment it was due, not from the moment it was sent: a stalled server cannot hide. */
  latencyMs: number;
  /** How much the sender itself was late. */
  lateMs: number;
}

export interface Load {
  shots: Shot[];
  /** From the first due time to the last answer. */
  durationMs: number;
}

/** GitHub gives up after 10 s. */
const timeoutMs = 10_000;
const connections = 64;

export interface Target {
  url: string;
  next(): SignedDelivery;
}

/**
 * Open loop: request number n is due n/rate after the start, whatever became of those before it.
 * autocannon and its like wait for an answer before they send again on a connection, or cannot
 * sign each request; so this is our own.
 */
export async function sendOnSchedule(
  target: Target,
  ratePerSecond: number,
  seconds: number,
): Promise<Load> {
  const gun = new Gun(target);
  const total = Math.round(ratePerSecond * seconds);
  const startAt = performance.now() + 50;
  const flying: Promise<void>[] = [];
  for (let number = 0; number < total; number++) {
    const dueAt = startAt + (number * 1_000) / ratePerSecond;
    const delivery = target.next();
    const aheadMs = dueAt - performance.now();
    if (aheadMs > 0) await wait(aheadMs);
    flying.push(gun.fire(delivery, dueAt));
  }
  await Promise.all(flying);
  return gun.end(startAt);
}

/** Closed loop: every connection sends again as soon as it was answered, for so many seconds. */
export async function sendFlatOut(target: Target, senders: number, seconds: number): Promise<Load> {
  const gun = new Gun(target);
  const startAt = performance.now();
  const endAt = startAt + seconds * 1_000;
  const send = async () => {
    while (performance.now() < endAt) await gun.fire(target.next(), performance.now());
  };
  await Promise.all(Array.from({ length: senders }, send));
  return gun.end(startAt);
}

class Gun {
  readonly #pool: Pool;
  readonly #path: string;
  readonly #shots: Shot[] = [];

  constructor({ url }: Target) {
    const { origin, pathname } = new URL(url);
    this.#path = pathname;
    this.#pool = new Pool(origin, {
      connections,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
  }

  async fire({ guid, headers, body }: SignedDelivery, dueAt: number): Promise<void> {
    const lateMs = performance.now() - dueAt;
    const status = await this.#post(headers, body);
    this.#shots.push({ guid, status, lateMs, latencyMs: performance.now() - dueAt });
  }

  async end(startAt: number): Promise<Load> {
    const durationMs = performance.now() - startAt;
    await this.#pool.close();
    return { shots: this.#shots, durationMs };
  }

  async #post(headers: Record<string, string>, body: string): Promise<number> {
    try {
      const answer = await this.#pool.request({ path: this.#path, method: "POST", headers, body });
      await answer.body.dump();
      return answer.statusCode;
    } catch {
      return 0;
    }
  }
}
