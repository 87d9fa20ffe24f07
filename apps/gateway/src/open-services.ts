import { createAuditSummary } from "@devflow/audit";
import { type CompletionPorts, createCompletionService } from "@devflow/completion";
import { loadAssistant } from "@devflow/config";
import type { Database } from "@devflow/database";
import { createAssistantExperts } from "@devflow/expert";
import { createAppAccess } from "@devflow/github";
import { createIdentity } from "@devflow/identity";
import { openSharedLimits, openSharedTexts } from "@devflow/queue";
import { openCompletionContext } from "@devflow/retrieval";
import { findSecrets, type MayGoAlong, mayGoAlong } from "@devflow/review";
import { createLiveAdapters } from "@devflow/rollout";
import { secretFilesWith } from "@devflow/syntax";
import { contentKeys, createUsageRecorder } from "@devflow/usage";
import {
  type CompletionMetrics,
  createCompletionMetrics,
} from "./completions/completion-metrics.ts";
import { createRepositoryNames } from "./completions/repository-names.ts";
import type { GatewayParts } from "./gateway-parts.ts";
import type { GatewayServices } from "./gateway-services.ts";
import { createDoorkeeper } from "./identity/create-doorkeeper.ts";

export interface OpenServices extends GatewayServices {
  /** Writes what waits to be written. Close it after the server and before the database. */
  close(): Promise<void>;
}

/** Everything that routes answer from, on the engines of the process. */
export async function openServices(parts: GatewayParts): Promise<OpenServices> {
  const { settings, logger, database } = parts;
  const github = createAppAccess(settings, logger);
  const audit = createAuditSummary(database, logger);
  const redisUrl = settings.redisUrl?.expose();
  const sharedLimits =
    redisUrl === undefined
      ? null
      : openSharedLimits({ redisUrl, namespace: "devflow:limits" }, logger);
  const identity = await createIdentity({
    ...{ database, settings, logger, github },
    sharedLimiter: sharedLimits?.limiter,
    onRefused: (caller, repository) =>
      audit.count(
        {
          actor: caller.name,
          action: "access.refused",
          subject: repository,
          details: { person: caller.personId },
        },
        { repository_not_readable: 1 },
      ),
  });
  const metrics: CompletionMetrics = createCompletionMetrics(parts.metrics);
  const days = settings.keepContentDays;
  const [key] = contentKeys(settings.contentKeys);
  const usage = createUsageRecorder(database, {
    contents:
      days === 0 || key === undefined
        ? null
        : { days, key, holdsSecret: async (text) => (await findSecrets(text)).length > 0 },
    onProblem: ({ kind, lost, error }) =>
      logger.warn({ kind, lost, err: error }, "use of the assistant not written"),
  });
  const isSecretFile = secretFilesWith(settings.secretFiles);
  const goesAlong = mayGoAlong(isSecretFile);
  const sharedTexts =
    redisUrl === undefined || !settings.areCompletionsShared
      ? null
      : openSharedTexts({ redisUrl, namespace: "devflow:completions" }, logger);
  return {
    parts,
    identity,
    doorkeeper: parts.doorkeeper ?? createDoorkeeper(identity),
    experts: createAssistantExperts(loadAssistant(settings), logger, {
      liveAdapters: createLiveAdapters(database),
    }),
    completions: createCompletionService({
      contextFor: openContext(database, goesAlong),
      sharedTexts,
      measures: metrics.measures,
    }),
    repositoryNames: createRepositoryNames(database),
    usage,
    audit,
    isSecretFile,
    mayGoAlong: goesAlong,
    async close() {
      await sharedTexts?.close();
      await usage.close();
      await audit.close();
      await identity.close();
      await sharedLimits?.close();
      metrics.remove();
    },
  };
}

/** The index, without what may not go to a model. */
function openContext(database: Database, goesAlong: MayGoAlong): CompletionPorts["contextFor"] {
  const context = openCompletionContext(database);
  return async (query) => {
    const found = await context.contextFor(query);
    return { ...found, snippets: found.snippets.filter(goesAlong) };
  };
}
