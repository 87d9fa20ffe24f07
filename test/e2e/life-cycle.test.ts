import { createTestDatabase } from "@devflow/database/testing";
import { createLogger } from "@devflow/logging";
import { openQueues } from "@devflow/queue";
import { expect, test } from "vitest";
import { clearRows } from "./devflow-instance.ts";
import { runLifeCycles } from "./life-cycle/run-life-cycles.ts";

/**
 * More orders, and longer ones, are in the slow suite and on the services. A failure names its seed and
 * its steps; `LIFE_CYCLE_SEED=n` runs that one alone.
 */
const { LIFE_CYCLE_SEED: only } = process.env;
const seeds = only === undefined ? [1, 2] : [Number(only)];

test("in any order of events nothing is said twice, nothing dismissed returns, nothing open is forgotten", {
  timeout: 900_000,
}, async () => {
  const database = await createTestDatabase();
  const logger = createLogger({ level: "silent" });
  const failures = await runLifeCycles(
    {
      database,
      // Days go by in minutes here: a first wait of 5 s would be most of them.
      openQueues: () => openQueues({ database }, logger, { firstRetryDelayMs: 1_000 }),
      clear: () => clearRows(database),
      close: () => database.close(),
    },
    seeds,
    7,
  );
  await database.close();
  expect(failures.join("\n\n")).toBe("");
});
