import { createTestPostgres, type TestPostgres } from "@devflow/database/testing";
import { createLogger } from "@devflow/logging";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openQueues } from "../src/index.ts";
import { serviceUrl } from "./helpers/service-urls.ts";

const logger = createLogger({ level: "silent" });
let postgres: TestPostgres;

beforeAll(async () => {
  postgres = await createTestPostgres(serviceUrl("DEVFLOW_TEST_DATABASE_URL"));
});
afterAll(() => postgres.close());

test("a worker whose database connections are all cut takes the next job within seconds", async () => {
  const { database } = postgres;
  const queues = await openQueues({ database }, logger);
  const done = new Map<number, () => void>();
  const ran = (id: number) => new Promise<void>((resolve) => done.set(id, resolve));
  await queues.work("index", async (job) => done.get(job.data.repositoryId)?.(), {
    concurrency: 1,
  });
  const first = ran(1);
  await queues.enqueue("index", { repositoryId: 1 });
  await first;

  const [cut] = await database.query<{ n: number }>(
    `SELECT count(pg_terminate_backend(pid)) AS n FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  );
  expect(cut!.n).toBeGreaterThan(0);

  const second = ran(2);
  const addedAt = performance.now();
  await expect
    .poll(() =>
      queues.enqueue("index", { repositoryId: 2 }).then(
        () => true,
        () => false,
      ),
    )
    .toBe(true);
  await second;
  expect(performance.now() - addedAt).toBeLessThan(10_000);

  // The worker hears of new jobs again instead of looking every 5 s.
  const third = ran(3);
  const heardAt = performance.now();
  await queues.enqueue("index", { repositoryId: 3 });
  await third;
  expect(performance.now() - heardAt).toBeLessThan(2_000);
  await queues.close(1_000);
});
