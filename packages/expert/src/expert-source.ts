import type { ExpertSettings } from "@devflow/config";
import type { Logger } from "@devflow/logging";
import { type AdapterLoader, createAdapterLoader } from "./adapters/adapter-loader.ts";
import { createAdapterServer } from "./adapters/adapter-server.ts";
import { connectExpert } from "./askable-expert.ts";
import type { ExpertOptions } from "./create-expert.ts";
import {
  type DiscoveredExpert,
  discoverExpert,
  discoveredSettings,
} from "./discovery/discover-expert.ts";
import type { AskableExpert } from "./model.ts";

/** The expert to ask now, and how it came to be known. */
export interface ChosenExpert {
  expert: AskableExpert;
  /** Set when nobody named an expert and this server was found on the machine. */
  discovered: DiscoveredExpert | null;
  /** Trained adapters on the same server. */
  adapters: AdapterLoader;
}

export interface ExpertSource {
  /** Null: none is configured, or none was found on this machine. */
  current(): Promise<ChosenExpert | null>;
}

/** Between two looks at the local ports while nothing is found there; a look takes up to 0.3 s. */
const lookAgainAfterMs = 60_000;

/**
 * Properties wanted: a model server that is started after DevFlow is found without a restart; a
 * found one is kept, so that its limits and its circuit have a memory.
 * Design: one look at a time, shared by whoever asks meanwhile; the last empty look is kept for a
 * minute.
 */
export function createExpertSource(
  configured: ExpertSettings | null | "discover",
  logger: Logger,
): ExpertSource {
  if (configured === null) return { current: async () => null };
  if (configured !== "discover") {
    const chosen = { ...expertOf(configured, logger), discovered: null };
    return { current: async () => chosen };
  }
  let look: Promise<ChosenExpert | null> | null = null;
  let lookedAt = Number.NEGATIVE_INFINITY;
  return {
    async current() {
      const isStale = performance.now() - lookedAt > lookAgainAfterMs;
      if (look === null || ((await look) === null && isStale)) {
        lookedAt = performance.now();
        look = lookForExpert(logger);
      }
      return look;
    },
  };
}

async function lookForExpert(logger: Logger): Promise<ChosenExpert | null> {
  const discovered = await discoverExpert();
  if (discovered === null) return null;
  const { kind, identity } = discovered;
  logger.info({ kind, url: identity.url, model: identity.model }, "expert found on this machine");
  const settings = { ...discoveredSettings(discovered), model: null };
  return { ...expertOf(settings, logger, { foundModel: identity.model }), discovered };
}

function expertOf(settings: ExpertSettings, logger: Logger, options: ExpertOptions = {}) {
  const expert = connectExpert(settings, logger, options);
  return { expert, adapters: createAdapterLoader(expert, createAdapterServer(settings)) };
}
