import type { Settings } from "@devflow/config";
import type { Database } from "@devflow/database";
import type { AppClient } from "@devflow/github";
import type { Logger } from "@devflow/logging";
import type { Queues } from "@devflow/queue";
import type { EmbedderChoice } from "@devflow/retrieval";

/** What the indexer stands on: opened by its own process or by the one that runs all apps. */
export interface IndexerParts {
  settings: Settings;
  database: Database;
  queues: Queues;
  logger: Logger;
  /** Default: the machine's clock. */
  now?: () => Date;
}

/** What an index job works with. */
export interface IndexerContext extends IndexerParts {
  app: () => Promise<AppClient>;
  embedder: EmbedderChoice;
}
