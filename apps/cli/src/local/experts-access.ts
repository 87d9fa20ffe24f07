import { loadExperts, type Settings } from "@devflow/config";
import { ExternalError, UsageError } from "@devflow/errors";
import {
  type AdapterServer,
  type AskableExpert,
  basesOf,
  chooseModel,
  connectExpert,
  createAdapterLoader,
  createAdapterServer,
  discoverExpert,
  discoveredSettings,
  mayBeSameModel,
  probeExpert,
  type ServedAdapter,
} from "@devflow/expert";
import type { Adapter } from "@devflow/rollout";
import { quietLogger } from "./quiet-logger.ts";

/** The model server of the settings and its adapters. */
export interface AdapterAccess {
  server: AdapterServer;
  /** The model that reviews without any adapter. */
  configuredModel(): Promise<string>;
  /** The server runs the model that it was trained on, as far as it says. Raises UsageError. */
  requireBase(adapter: Adapter): Promise<void>;
  /** Loaded and warmed. Raises ExternalError with the reason. */
  requireReady(adapter: ServedAdapter): Promise<AskableExpert>;
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
  const expert = connectExpert(found, quietLogger(settings));
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
