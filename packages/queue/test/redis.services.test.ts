import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { createLogger } from "@devflow/logging";
import { expect, test } from "vitest";
import { openQueues } from "../src/index.ts";
import { createTestRedis } from "../src/testing.ts";
import { eventually } from "./helpers/eventually.ts";
import { serviceUrl } from "./helpers/service-urls.ts";
import { describeQueues } from "./queues-conformance.ts";

describeQueues("redis", async () => createTestRedis(serviceUrl("DEVFLOW_TEST_REDIS_URL")));

test("what was asked for the first time while Redis was away works when it is there", async () => {
  const redis = new URL(serviceUrl("DEVFLOW_TEST_REDIS_URL"));
  let isAway = true;
  const door = createServer((socket) => {
    socket.on("error", () => {});
    if (isAway) return socket.destroy();
    const inner = connect(Number(redis.port), redis.hostname).on("error", () => socket.destroy());
    socket.pipe(inner).pipe(socket);
  }).listen(0, "127.0.0.1");
  await once(door, "listening");
  const redisUrl = Object.assign(new URL(redis), { host: `127.0.0.1:${port(door.address())}` });
  const logger = createLogger({ level: "silent" });
  const queues = await openQueues({ redisUrl: redisUrl.href, namespace: "devflow-away" }, logger);
  await expect(queues.counts()).rejects.toMatchObject({ service: "queue", retryable: true });
  isAway = false;
  const counts = await eventually(() => queues.counts());
  expect(counts.review.waiting).toBe(0);
  await queues.close(0);
  door.close();
});

function port(address: string | AddressInfo | null): number {
  return typeof address === "object" ? (address?.port ?? 0) : 0;
}
