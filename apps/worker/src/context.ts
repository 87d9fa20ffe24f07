import type { Database } from "@devflow/database";
import type { AdapterLoader, AskableExpert } from "@devflow/expert";
import type { AppClient } from "@devflow/github";
import type { Logger } from "@devflow/logging";
import type { EmbedderChoice } from "@devflow/retrieval";
import type { IsSecretFile, RuleSet } from "@devflow/syntax";
import type { ShadowDrafts } from "./experts/shadow-drafts.ts";
import type { WorkerMetrics } from "./worker-metrics.ts";

/** What the worker's jobs work with. */
export interface WorkerContext {
  database: Database;
  logger: Logger;
  metrics: WorkerMetrics;
  app: AppClient;
  rules: RuleSet;
  /** What made the vectors of the index, to place questions among them. */
  embedder: EmbedderChoice;
  /** Files of which no expert is shown anything. */
  isSecretFile: IsSecretFile;
  /** The expert to ask now, by `auditedExpert`; null when none is configured or found. */
  expert: () => Promise<AskableExpert | null>;
  /** The trained adapters of its server. */
  adapters: () => Promise<AdapterLoader | null>;
  shadows: ShadowDrafts;
  /** What the expert is asked is kept for training. */
  keepsDrafts: boolean;
  /** Called at each named step of a review; tests stop the process there. */
  onStep?: (step: ReviewStep) => Promise<void>;
}

/** The steps between which a crash must lose nothing and repeat nothing. */
export type ReviewStep =
  | "claimed"
  | "drafted"
  | "settled"
  | "posted"
  | "threads"
  | "summary"
  | "held"
  | "stored";
