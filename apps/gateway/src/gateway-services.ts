import type { AuditSummary } from "@devflow/audit";
import type { CompletionService } from "@devflow/completion";
import type { AssistantExperts } from "@devflow/expert";
import type { Identity } from "@devflow/identity";
import type { MayGoAlong } from "@devflow/review";
import type { IsSecretFile } from "@devflow/syntax";
import type { UsageRecorder } from "@devflow/usage";
import type { RepositoryNames } from "./completions/repository-names.ts";
import type { GatewayParts } from "./gateway-parts.ts";
import type { Doorkeeper } from "./http/doorkeeper.ts";

/** What routes answer from, opened once by `startGateway`. */
export interface GatewayServices {
  parts: GatewayParts;
  /** Who asks, and which repositories they may read. */
  identity: Identity;
  /** Who may pass, and how often. */
  doorkeeper: Doorkeeper;
  /** Who answers, by language, repository and team. */
  experts: AssistantExperts;
  completions: CompletionService;
  repositoryNames: RepositoryNames;
  /** What was asked and what became of it; without content, unless the operator keeps it. */
  usage: UsageRecorder;
  /** Counts for the audit log what happens many times a minute. */
  audit: AuditSummary;
  /** Files whose text goes to no model. */
  isSecretFile: IsSecretFile;
  mayGoAlong: MayGoAlong;
}
