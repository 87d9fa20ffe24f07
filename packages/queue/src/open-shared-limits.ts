/**
 * Limits that several processes count together in Redis.
 *
 * Properties wanted: a limit is one for all processes, also when they count in the same millisecond;
 * Redis being slow or away neither lets everybody through nor keeps anybody out.
 * Design: rate-limiter-flexible's Lua script adds and sets the lifetime in one step. A command has
 * 250 ms; where it fails, this process counts by itself, until Redis answers again.
 * Races accepted: while Redis is away there are as many limits as processes, and what each counted
 * meanwhile is not added up afterwards. A Redis that answers slowly costs each request those 250 ms.
 */
import type { Logger } from "@devflow/logging";
import { Redis } from "ioredis";
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
} from "rate-limiter-flexible";

/** With 50 ms, two dozen first requests of a new process at once were enough to miss answers that were there. */
const commandTimeoutMs = 250;

/** So many in so long a window, for each key. */
export interface Limit {
  /** Of the keys in Redis; unique. */
  name: string;
  points: number;
  seconds: number;
}

export interface SharedLimits {
  limiter(limit: Limit): RateLimiterAbstract;
  close(): Promise<void>;
}

/** Keys start with `namespace`, so that the Redis may be shared. Connects by itself, and again. */
export function openSharedLimits(
  { redisUrl, namespace }: { redisUrl: string; namespace: string },
  logger: Logger,
): SharedLimits {
  const redis = new Redis(redisUrl, {
    connectionName: "devflow",
    commandTimeout: commandTimeoutMs,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
  });
  let isTold = false;
  // Told once for each time that it is away, not for each attempt.
  redis.on("error", (error) => {
    if (!isTold) logger.warn({ error }, "redis not reached: each process counts limits by itself");
    isTold = true;
  });
  redis.on("ready", () => {
    isTold = false;
  });
  return {
    limiter({ name, points, seconds: duration }) {
      const keyPrefix = `${namespace}:${name}`;
      return new RateLimiterRedis({
        ...{ keyPrefix, points, duration },
        storeClient: redis,
        rejectIfRedisNotReady: true,
        insuranceLimiter: new RateLimiterMemory({ keyPrefix, points, duration }),
      });
    },
    async close() {
      await redis.quit().catch(() => redis.disconnect());
    },
  };
}
