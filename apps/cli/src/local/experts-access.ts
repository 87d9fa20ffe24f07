import { userInfo } from "node:os";
import { loadExperts, type Settings } from "@devflow/config";
import { type Database, isFolderInUse } from "@devflow/database";
import { ExternalError, UsageError } from "@devflow/errors";
import {
  type AdapterServer,
  basesOf,
  chooseModel,
  createAdapterLoader,
  createAdapterServer,
  createExpert,
  discoverExpert,
  discoveredSettings,
  type Expert,
  mayBeSameModel,
  probeExpert,
  type ServedAdapter,
} from "@devflow/expert";
import {
  type Adapter,
  type BackRequest,
  goBack,
  requestBack,
  takeBackRequest,
} from "@devflow/rollout";
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
  /** The server runs the model that it was trained on, as far as it says. Raises UsageError. */
  requireBase(adapter: Adapter): Promise<void>;
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
  const configuredModel = async () => {
    if (found.model !== null) return found.model;
    const own = (await server.list()).filter(({ parent }) => parent === null);
    return chooseModel(own.map(({ id }) => id)) ?? "default";
  };
  return {
    server,
    requireReady,
    configuredModel,
    async requireBase(adapter) {
      const listed = await server.list();
      const isListed = listed.some(({ id }) => id === adapter.name);
      const served = basesOf(isListed ? adapter.name : await configuredModel(), listed);
      requireSameBase(adapter, served, "the model server runs");
    },
    async requireReadable(adapter) {
      const { isReadable, reason } = await probeExpert(await requireReady(adapter));
      if (isReadable) return;
      throw new UsageError(
        `${adapter.name} does not answer as a reviewer: ${reason}`,
        "Look at its training data and its base model; --no-probe starts it nevertheless.",
      );
    },
  };
}

/** Raises UsageError when none of the names can be that of the model that the adapter was trained on. */
export function requireSameBase(
  { name, baseModel }: Adapter,
  names: readonly string[],
  whose: string,
): void {
  const [first] = names;
  if (first === undefined || names.some((each) => mayBeSameModel(each, baseModel))) return;
  throw new UsageError(
    `${name} was trained on ${baseModel}, and ${whose} ${first}`,
    `An adapter works only on its own base model: serve ${baseModel}, or train on ${first}. --no-probe starts it without asking a server that only calls its model so.`,
  );
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
