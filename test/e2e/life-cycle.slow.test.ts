import { createTestDatabase } from "@devflow/database/testing";
import { createLogger } from "@devflow/logging";
import { openQueues } from "@devflow/queue";
import { expect, test } from "vitest";
import { clearRows } from "./devflow-instance.ts";
import { runLifeCycles } from "./life-cycle/run-life-cycles.ts";

/** Half a minute each, most of it waiting. */
const seeds = Array.from({ length: 2 }, (_, index) => 1_005 + index);

test("the promises of life-cycle.test.ts over many orders, each of 15 steps", {
  timeout: 1_800_000,
}, async () => {
  const database = await createTestDatabase();
  const logger = createLogger({ level: "silent" });
  const store = {
    database,
    // Days go by in minutes here: a first wait of 5 s would be most of them.
    openQueues: () => openQueues({ database }, logger, { firstRetryDelayMs: 1_000 }),
    clear: () => clearRows(database),
    close: () => database.close(),
  };
  const failures = await runLifeCycles(store, seeds, 15);
  await database.close();
  expect(failures.join("\n\n")).toBe("");
});
