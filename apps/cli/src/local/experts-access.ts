import { userInfo } from "node:os";
import { loadExperts, type Settings } from "@devflow/config";
import { type Database, isFolderInUse } from "@devflow/database";
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
import { type BackRequest, goBack, requestBack, takeBackRequest } from "@devflow/rollout";
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

/**
 * The database for a command about experts. A way back that was asked for while another process had
 * the folder, and that nobody has carried out yet, comes first: left lying, it would later undo
 * what this command does.
 */
export async function withExperts<T>(
  settings: Settings,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  if (isHeldElsewhere(settings)) {
    throw new UsageError(
      `another process has the database in ${settings.dataFolder}, most likely a running DevFlow`,
      "Stop it for this step, or give DevFlow a database of its own (DATABASE_URL). `devflow experts back` works while it runs.",
    );
  }
  return withLocalDatabase(settings, async (database) => {
    const went = await takeBackRequest(database, settings.dataFolder);
    if (went !== null) {
      process.stderr.write(`First went back from ${went.from} to ${went.to}, as was asked for.\n`);
    }
    return work(database);
  });
}

function isHeldElsewhere({ databaseUrl, dataFolder }: Settings): boolean {
  return databaseUrl === null && isFolderInUse(dataFolder);
}

/** Goes back; where a running DevFlow has the embedded database, it is asked to. */
export async function goBackOrAsk(settings: Settings, request: BackRequest): Promise<Back> {
  if (isHeldElsewhere(settings)) {
    await requestBack(settings.dataFolder, request);
    const text = `Another process has ${settings.dataFolder}. A running DevFlow goes back before its next review, or within the hour; else the next \`devflow experts\` command does.`;
    return { from: null, to: null, isRequested: true, text };
  }
  const went = await withLocalDatabase(settings, async (database) => {
    // Asked for twice is one step.
    const asked = await takeBackRequest(database, settings.dataFolder);
    return asked ?? (await goBack(database, request.expert, request));
  });
  const text = `Back from ${went.from} to ${went.to}. Reviews that begin now are its.`;
  return { ...went, isRequested: false, text };
}
