/**
 * Small texts that processes share in Redis for some minutes: the second level of caches.
 *
 * Properties wanted: Redis that is slow or away costs nobody anything but the answer that it had;
 * nothing stays for ever; a large value does not get in.
 * Design: a list for each key, newest first, that is cut and given a new lifetime with every text,
 * in one transaction. A command has 40 ms; after a failure nothing is asked for a second.
 * Races accepted: two processes may store the same; whoever reads takes the newer.
 */
import type { Logger } from "@devflow/logging";
import { Redis } from "ioredis";

const COMMAND_TIMEOUT_MS = 40;
const PAUSE_MS = 1_000;
const LARGEST_BYTES = 64 * 1024;

export interface SharedTexts {
  /** Newest first; none where nothing is known, or Redis does not answer. */
  read(key: string): Promise<readonly Buffer[]>;
  /** Keeps the `most` newest of the key for `lifetimeMs` from now. Never fails. */
  append(key: string, text: Buffer, options: { most: number; lifetimeMs: number }): Promise<void>;
  close(): Promise<void>;
}

/** Keys start with `namespace`, so that the Redis may be shared. Connects by itself, and again. */
export function openSharedTexts(
  { redisUrl, namespace }: { redisUrl: string; namespace: string },
  logger: Logger,
): SharedTexts {
  const redis = new Redis(redisUrl, {
    connectionName: "devflow",
    commandTimeout: COMMAND_TIMEOUT_MS,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
  });
  let pausedUntil = 0;
  // Told once for each time that it is away, not for each keystroke.
  redis.on("error", () => {});
  redis.on("close", () => logger.debug("connection for shared texts closed"));

  async function unlessAway<T>(work: () => Promise<T>, instead: T): Promise<T> {
    if (redis.status !== "ready" || performance.now() < pausedUntil) return instead;
    try {
      return await work();
    } catch (error) {
      pausedUntil = performance.now() + PAUSE_MS;
      logger.warn({ error }, "shared texts not reached");
      return instead;
    }
  }

  return {
    read: (key) => unlessAway(() => redis.lrangeBuffer(`${namespace}:${key}`, 0, -1), []),
    async append(key, text, { most, lifetimeMs }) {
      if (text.length > LARGEST_BYTES) return;
      const name = `${namespace}:${key}`;
      await unlessAway(async () => {
        await redis
          .multi()
          .lpush(name, text)
          .ltrim(name, 0, most - 1)
          .pexpire(name, lifetimeMs)
          .exec();
      }, undefined);
    },
    async close() {
      await redis.quit().catch(() => redis.disconnect());
    },
  };
}
