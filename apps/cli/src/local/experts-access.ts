import { userInfo } from "node:os";
import { loadExperts, type Settings } from "@devflow/config";
import { isFolderInUse } from "@devflow/database";
import { ExternalError, UsageError } from "@devflow/errors";
import {
  type AdapterServer,
  chooseModel,
  createAdapterLoader,
  createAdapterServer,
  createExpert,
  discoverExpert,
  discoveredSettings,
  type Expert,
  probeExpert,
  type ServedAdapter,
} from "@devflow/expert";
import { type BackRequest, goBack, requestBack } from "@devflow/rollout";
import { quietLogger } from "./quiet-logger.ts";
import { withLocalDatabase } from "./with-local-index.ts";

/** Who stands in the audit log: the user of this machine. */
export function actorName(): string {
  try {
    return userInfo().username;
  } catch {
    return "unknown";
  }
}

/** The model server of the settings and its adapters. */
export interface AdapterAccess {
  server: AdapterServer;
  /** The model that reviews without any adapter. */
  configuredModel(): Promise<string>;
  /** Loaded and warmed. Raises ExternalError with the reason. */
  requireReady(adapter: ServedAdapter): Promise<Expert>;
  /** The same, and its answer can be read. */
  requireReadable(adapter: ServedAdapter): Promise<void>;
}

/** Raises UsageError when there is no model server. */
export async function adapterAccess(settings: Settings): Promise<AdapterAccess> {
  const configured = loadExperts(settings);
  const discovered = configured === "discover" ? await discoverExpert() : null;
  const found =
    configured === "discover" ? discovered && discoveredSettings(discovered) : configured;
  if (found === null) {
    throw new UsageError(
      "there is no model server",
      "Set EXPERT_URL, or start the server on this machine: `devflow doctor` says what it finds.",
    );
  }
  const server = createAdapterServer(found);
  const expert = createExpert(found, quietLogger(settings));
  const loader = createAdapterLoader(expert, server);
  const requireReady = async (adapter: ServedAdapter) => {
    const ready = await loader.ready(adapter);
    if (ready.isReady) return ready.expert;
    throw new ExternalError(`${adapter.name}: ${ready.reason}`, {
      service: "expert" as const,
      retryable: false,
      code: ready.code,
    });
  };
  return {
    server,
    requireReady,
    async requireReadable(adapter) {
      const { isReadable, reason } = await probeExpert(await requireReady(adapter));
      if (isReadable) return;
      throw new UsageError(
        `${adapter.name} does not answer as a reviewer: ${reason}`,
        "Look at its training data and its base model; --no-probe starts it nevertheless.",
      );
    },
    async configuredModel() {
      if (found.model !== null) return found.model;
      const own = (await server.list()).filter(({ parent }) => parent === null);
      return chooseModel(own.map(({ id }) => id)) ?? "default";
    },
  };
}

/** What `back` came to, and how to say it. */
export interface Back {
  from: string | null;
  to: string | null;
  isRequested: boolean;
  text: string;
}

/** Goes back; where a running DevFlow has the embedded database, it is asked to. */
export async function goBackOrAsk(settings: Settings, request: BackRequest): Promise<Back> {
  if (settings.databaseUrl === null && isFolderInUse(settings.dataFolder)) {
    await requestBack(settings.dataFolder, request);
    const text = `DevFlow runs on ${settings.dataFolder}: it goes back before its next review.`;
    return { from: null, to: null, isRequested: true, text };
  }
  const went = await withLocalDatabase(settings, (database) =>
    goBack(database, request.expert, request),
  );
  const text = `Back from ${went.from} to ${went.to}. Reviews that begin now are its.`;
  return { ...went, isRequested: false, text };
}
