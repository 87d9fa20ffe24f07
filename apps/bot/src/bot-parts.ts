import type { Engines } from "@devflow/engines";

/** What the bot stands on: opened by its own process or by the one that runs all apps. */
export type BotParts = Pick<
  Engines,
  "settings" | "logger" | "database" | "queues" | "metrics" | "isReady"
>;
