import type { Logger } from "@devflow/logging";
import { Queue, Worker } from "bullmq";
import { Redis, type RedisOptions } from "ioredis";
import type { Backend } from "./backend.ts";

/** Adding a job fails instead of waiting for Redis to come back: its caller has the database. */
const commandTimeoutMs = 10_000;

/** Jobs in Redis, for several processes and machines. */
export function openRedisBackend(redisUrl: string, prefix: string, logger: Logger): Backend {
  const connect = (options: RedisOptions) => {
    const redis = new Redis(redisUrl, { ...options, connectionName: "devflow" });
    redis.on("error", (error) => logger.warn({ error }, "redis connection failed"));
    return redis;
  };
  const forQueues = connect({ maxRetriesPerRequest: 2, commandTimeout: commandTimeoutMs });
  // Workers wait for jobs with blocking commands, which must outlast a restart of Redis.
  const forWorkers = connect({ maxRetriesPerRequest: null });
  return {
    kind: "redis",
    createQueue: (name, options) =>
      // Whatever is asked of Redis when a queue is made, and fails, fails for the queue's whole life.
      new Queue(name, {
        ...options,
        ...{ connection: forQueues, prefix, skipWaitingForReady: true, skipVersionCheck: true },
      }),
    createWorker: (name, processor, options) =>
      new Worker(name, processor, { ...options, connection: forWorkers, prefix }),
    async close() {
      for (const redis of [forQueues, forWorkers]) {
        await redis.quit().catch(() => redis.disconnect());
      }
    },
  };
}
