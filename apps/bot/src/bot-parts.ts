import type { Engines } from "@devflow/engines";

/** What the bot stands on: opened by its own process or by the one that runs all apps. */
export type BotParts = Pick<Engines, "settings" | "logger" | "database" | "queues"> &
  /** Default: numbers of the bot alone, and a look at database and queues. */
  Partial<Pick<Engines, "metrics" | "isReady">>;
