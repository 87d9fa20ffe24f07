import { openPglite, openPostgres } from "@devflow/database";
import { createLogger } from "@devflow/logging";
import { openQueues, type QueueStore } from "../../src/index.ts";
import type { StoreAddress } from "./store-address.ts";

/**
 * A worker process: takes one review job, prints its id, and never finishes it.
 */
const logger = createLogger({ level: "silent" });
const address: StoreAddress = JSON.parse(process.argv[2] ?? "");
const queues = await openQueues(await openStore(address), logger);
await queues.work(
  "review",
  (job) => {
    process.stdout.write(`${job.data.reviewId}\n`);
    return new Promise(() => {});
  },
  { concurrency: 1 },
);

async function openStore(from: StoreAddress): Promise<QueueStore> {
  if ("redisUrl" in from) return from;
  if ("folder" in from) return { database: await openPglite(from.folder) };
  return { database: openPostgres(from.databaseUrl, { logger }) };
}
