import type { Settings } from "@devflow/config";
import type { Database } from "@devflow/database";
import type { Logger } from "@devflow/logging";
import type { Queues } from "@devflow/queue";

/** What the bot stands on: opened by its own process or by the one that runs all apps. */
export interface BotParts {
  settings: Settings;
  database: Database;
  queues: Queues;
  logger: Logger;
}
