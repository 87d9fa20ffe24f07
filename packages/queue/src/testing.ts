import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";

export interface TestRedis {
  store: { redisUrl: string; namespace: string };
  /** Deletes everything under the namespace. After the queues are closed. */
  close(): Promise<void>;
}

/** A namespace of its own in the Redis at `redisUrl`, for one test file. */
export function createTestRedis(redisUrl: string): TestRedis {
  const namespace = `devflow-test-${randomUUID()}`;
  return { store: { redisUrl, namespace }, close: () => deleteKeys(redisUrl, namespace) };
}

async function deleteKeys(redisUrl: string, namespace: string): Promise<void> {
  const redis = new Redis(redisUrl);
  for await (const keys of redis.scanStream({ match: `${namespace}:*`, count: 1000 })) {
    if (keys.length > 0) await redis.del(keys);
  }
  await redis.quit();
}
