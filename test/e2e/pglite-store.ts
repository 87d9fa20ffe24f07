import type { Database } from "@devflow/database";
import { createTestDatabase, emptyTables } from "@devflow/database/testing";
import { createLogger } from "@devflow/logging";
import { openQueues } from "@devflow/queue";
import { afterAll, beforeAll } from "vitest";
import { clearRows, type Store } from "./devflow-instance.ts";

/** Rows and jobs in a PGlite of its own; it takes seconds to make, so tests of a file share one. */
export async function openPGliteStore(): Promise<Store> {
  const database = await createTestDatabase();
  const logger = createLogger({ level: "silent" });
  return {
    database,
    openQueues: () => openQueues({ database }, logger, { firstRetryDelayMs: 200 }),
    async clear() {
      await clearRows(database);
      await clearJobs(database);
    },
    close: () => database.close(),
  };
}

/** Jobs go, their tables stay: to make them again takes 0.1 s of computing for each test. */
async function clearJobs(database: Database): Promise<void> {
  const tables = await database.query<{ name: string }>(
    `SELECT quote_ident(tablename) AS name FROM pg_tables
      WHERE schemaname = 'bullmq' AND tablename <> 'migration'`,
  );
  await emptyTables(database, ...tables.map(({ name }) => `bullmq.${name}`));
}

/** The same for all tests of a file: there as soon as the first of them begins. */
export function usePGliteStore(): () => Store {
  let store: Store | undefined;
  beforeAll(async () => {
    store = await openPGliteStore();
  });
  afterAll(() => store?.close());
  return () => {
    if (store === undefined) throw new Error("the store is not open yet");
    return store;
  };
}
