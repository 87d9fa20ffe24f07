import type { Settings } from "@devflow/config";
import type { Database } from "@devflow/database";
import type { Logger } from "@devflow/logging";
import type { Queues } from "@devflow/queue";
import type { Registry } from "prom-client";
import type { ReviewStep } from "./context.ts";

/** What the worker stands on: opened by its own process or by the one that runs all apps. */
export interface WorkerParts {
  settings: Settings;
  database: Database;
  queues: Queues;
  logger: Logger;
  /** The process's registry; without it the numbers go nowhere. */
  metrics?: Registry;
  /** The clock by which outcomes become final; the machine's by default. */
  now?: () => Date;
  /** Called at each named step of a review. */
  onStep?: (step: ReviewStep) => Promise<void>;
}
