import { openPostgres } from "@devflow/database";
import { createLogger } from "@devflow/logging";
import { expect, test } from "vitest";
import { openQueues } from "../src/index.ts";

const logger = createLogger({ level: "silent" });
const unavailable = { service: "queue", code: "unavailable", retryable: true };

test("without a Redis every call fails retryably instead of waiting, and closing works", async () => {
  const queues = await openQueues({ redisUrl: "redis://127.0.0.1:1" }, logger);
  await expect(queues.enqueue("review", { reviewId: "one" })).rejects.toMatchObject(unavailable);
  await expect(queues.counts()).rejects.toMatchObject(unavailable);
  const schedule = queues.schedule("sweep", "reconcile", { scope: "deliveries" }, 1_000);
  await expect(schedule).rejects.toMatchObject(unavailable);
  await queues.close(0);
});

test("without a Postgres the queues do not open", async () => {
  const database = openPostgres("postgres://devflow@127.0.0.1:1/devflow", { logger });
  await expect(openQueues({ database }, logger)).rejects.toMatchObject(unavailable);
  await database.close();
});
