import { createLogger } from "@devflow/logging";
import { expect, test } from "vitest";
import { openQueues, type QueueStore } from "../src/index.ts";
import { killWorkerInJob } from "./helpers/kill-worker.ts";
import type { StoreAddress } from "./helpers/store-address.ts";

/**
 * A job must outlive its worker processes: `kills` of them are killed inside it, one after the
 * other. `open` gives the store to this process while none of them runs.
 */
export function testKilledWorker(
  name: string,
  kills: number,
  address: () => StoreAddress,
  open: () => Promise<{ store: QueueStore; close: () => Promise<void> }>,
): void {
  const logger = createLogger({ level: "silent" });

  test(`a job whose worker is killed (${kills}x) runs again, on ${name}`, async () => {
    const before = await open();
    const adding = await openQueues(before.store, logger);
    await adding.enqueue("review", { reviewId: "killed" });
    await adding.close(0);
    await before.close();
    for (let kill = 1; kill <= kills; kill += 1) {
      expect(await killWorkerInJob(address())).toBe("killed");
    }
    const { store, close } = await open();
    const queues = await openQueues(store, logger);
    const done = Promise.withResolvers<{ reviewId: string; attempt: number }>();
    await queues.work(
      "review",
      async (job) => done.resolve({ ...job.data, attempt: job.attempt }),
      { concurrency: 1 },
    );
    expect(await done.promise).toEqual({ reviewId: "killed", attempt: 1 });
    await queues.close(1_000);
    await close();
  });
}
