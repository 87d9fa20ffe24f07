/**
 * The experts of the assistant, as settings and rollouts have them now.
 *
 * Wanted: a keystroke never waits for a server that has to be asked what it is, for one that is looked
 * for, or for an adapter that is loaded; a server that is started later is found without a restart.
 * Design: what is not known yet is asked in the background by the first who needs it, who waits once;
 * an adapter that is not ready is passed over until it is. The local ports are looked at as for reviews.
 * Races accepted: who asks while an adapter is taken out may get an answer of it still.
 */
import type { AssistantSettings, CodeExpertSettings, ExpertTask } from "@devflow/config";
import { ExternalError } from "@devflow/errors";
import type { Logger } from "@devflow/logging";
import { type AdapterLoader, createAdapterLoader } from "../adapters/adapter-loader.ts";
import { createAdapterServer, type ServedAdapter } from "../adapters/adapter-server.ts";
import { connectExpert } from "../askable-expert.ts";
import { type CodeExpertOptions, createCodeExpert } from "../code/create-code-expert.ts";
import { discoverExpert, discoveredSettings } from "../discovery/discover-expert.ts";
import type { CodeExpert } from "../model.ts";
import {
  type LiveAdapters,
  type RouteQuestion,
  type Routing,
  routeExpert,
} from "./route-expert.ts";

/** Somebody to ask. */
export interface RoutedExpert {
  expert: CodeExpert;
  /** Of the expert's server; null: the expert's own model. */
  model: string | null;
  /** Why this one, in words for people. */
  reason: string;
}

export interface AssistantExperts {
  /** Who answers, best first; the others are asked when those before them cannot. Empty: nobody is configured. */
  route(
    task: ExpertTask,
    question: Omit<RouteQuestion, "task"> & { repositoryId?: number | null },
  ): Promise<RoutedExpert[]>;
  /** All there are now, with what editors ask of them. */
  list(): Promise<readonly { expert: CodeExpert; tasks: readonly ExpertTask[] }[]>;
}

export interface AssistantExpertsOptions extends CodeExpertOptions {
  /** The adapters of an expert's rollout. Default: there are none. */
  liveAdapters?: (expert: string, repositoryId: number | null) => Promise<LiveAdapters>;
  /** Default: {@link discoverExpert}. */
  discover?: typeof discoverExpert;
  /** Between two looks for a server while none is found. Default: a minute. */
  lookAgainAfterMs?: number;
}

interface Member {
  settings: CodeExpertSettings;
  expert: CodeExpert;
  adapters: AdapterLoader;
  /** Adapters that answered. */
  readyAdapters: Set<string>;
  /** When it was last asked what it is, by `performance.now()`. */
  askedAt: number;
}

export function createAssistantExperts(
  settings: AssistantSettings,
  logger: Logger,
  options: AssistantExpertsOptions = {},
): AssistantExperts {
  const configured = settings.experts.map((each) => memberOf(each, logger, options));
  const found = settings.isDefaultDiscovered
    ? createLook(logger, options)
    : async (): Promise<Member | null> => null;
  const members = async () => {
    const discovered = await found();
    return discovered === null ? configured : [...configured, discovered];
  };
  return {
    async route(task, { repositoryId = null, ...question }) {
      const all = await members();
      if (task === "completion") await learn(all);
      const { choices } = routeExpert({
        ...question,
        task,
        experts: all.map(({ settings, expert }) => ({
          name: settings.name,
          tasks: settings.tasks,
          fallbacks: settings.fallbacks,
          canFill: expert.fimFamily !== null,
        })),
        routes: settings.routes,
        liveAdapters: await adaptersOf(all, options.liveAdapters, repositoryId),
      });
      return choices.flatMap((choice) => askable(choice, all));
    },
    async list() {
      const all = await members();
      await learn(all);
      return all.map(({ expert, settings }) => ({ expert, tasks: settings.tasks }));
    },
  };
}

function memberOf(
  settings: CodeExpertSettings,
  logger: Logger,
  options: CodeExpertOptions,
): Member {
  const expert = createCodeExpert(settings, logger, options);
  const { foundModel } = options;
  const asked = connectExpert(settings, logger, foundModel === undefined ? {} : { foundModel });
  return {
    settings,
    expert,
    adapters: createAdapterLoader(asked, createAdapterServer(settings), {
      ...(settings.tasks.includes("chat") ? {} : { warm: (name) => warmFill(expert, name) }),
    }),
    readyAdapters: new Set(),
    askedAt: Number.NEGATIVE_INFINITY,
  };
}

/** One short completion: a base model may have no chat template to be warmed by. */
async function warmFill(expert: CodeExpert, model: string): Promise<void> {
  const request = { prefix: "x = ", suffix: "\n", files: [], path: null, repositoryName: null };
  const sampling = { maxOutputTokens: 4, temperature: 0, topP: 1, frequencyPenalty: 0, stops: [] };
  const { signal } = new AbortController();
  for await (const _piece of expert.fill({ ...request, ...sampling, model, signal })) {
    // That it answers is enough.
  }
}

/** Whoever asks first waits so long for servers to say what they are, and then goes without. */
const LEARN_MS = 1_000;
/** A server that did not say what it is is asked again after so long. */
const LEARN_AGAIN_MS = 5_000;

/** Finds out what servers are, as far as they say so in time. */
async function learn(members: readonly Member[]): Promise<void> {
  const unknown = members.filter(({ expert, askedAt }) => {
    return expert.fimFamily === null && performance.now() - askedAt > LEARN_AGAIN_MS;
  });
  if (unknown.length === 0) return;
  const enough = AbortSignal.timeout(LEARN_MS);
  await Promise.all(unknown.map((member) => learnOne(member, enough)));
}

async function learnOne(member: Member, signal: AbortSignal): Promise<void> {
  try {
    await member.expert.ready(signal);
  } catch (error) {
    if (!signal.aborted && !(error instanceof ExternalError)) throw error;
  }
  // Also one that said it: whose family is not known by now is not known in five seconds either.
  member.askedAt = performance.now();
}

async function adaptersOf(
  members: readonly Member[],
  look: AssistantExpertsOptions["liveAdapters"],
  repositoryId: number | null,
): Promise<ReadonlyMap<string, LiveAdapters>> {
  if (look === undefined) return new Map();
  // An adapter of reviews was trained to find mistakes, not to complete or explain.
  const names = members.map(({ settings }) => settings.name).filter((name) => name !== "review");
  const entries = names.map(async (name) => [name, await look(name, repositoryId)] as const);
  return new Map(await Promise.all(entries));
}

function askable(
  { expert: name, model, adapter, reason }: Routing["choices"][number],
  members: readonly Member[],
): RoutedExpert[] {
  const member = members.find(({ settings }) => settings.name === name);
  if (member === undefined) return [];
  const isAskable = adapter === null || isReady(member, adapter);
  return isAskable ? [{ expert: member.expert, model, reason }] : [];
}

/** By the last look; the next one begins in the background, which costs nothing while it is fresh. */
function isReady({ adapters, readyAdapters }: Member, adapter: ServedAdapter): boolean {
  const look = async () => {
    const { isReady } = await adapters.ready(adapter);
    if (isReady) readyAdapters.add(adapter.name);
    else readyAdapters.delete(adapter.name);
  };
  void look().catch(() => readyAdapters.delete(adapter.name));
  return readyAdapters.has(adapter.name);
}

/** As reviews look for theirs: one look at a time, again after a minute while nothing is found. */
function createLook(
  logger: Logger,
  { discover = discoverExpert, lookAgainAfterMs = 60_000, ...options }: AssistantExpertsOptions,
): () => Promise<Member | null> {
  let look: Promise<Member | null> | null = null;
  let lookedAt = Number.NEGATIVE_INFINITY;
  const start = async () => {
    const discovered = await discover();
    if (discovered === null) return null;
    const { kind, identity } = discovered;
    logger.info({ kind, url: identity.url, model: identity.model }, "expert found on this machine");
    const settings = { ...discoveredSettings(discovered), name: "default", model: null };
    return memberOf(settings, logger, { ...options, foundModel: identity.model });
  };
  return async () => {
    const isStale = performance.now() - lookedAt > lookAgainAfterMs;
    if (look === null || ((await look) === null && isStale)) {
      lookedAt = performance.now();
      look = start();
    }
    return look;
  };
}
