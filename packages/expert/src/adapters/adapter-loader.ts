import { coerceError, ExternalError } from "@devflow/errors";
import { probing } from "../askable-expert.ts";
import { untilAborted } from "../client/until-aborted.ts";
import type { AskableExpert } from "../model.ts";
import type { AdapterServer, ServedAdapter } from "./adapter-server.ts";
import { withModel } from "./with-model.ts";

/** An adapter that can be asked, or why it cannot. */
export type Readiness =
  | { isReady: true; expert: AskableExpert }
  | { isReady: false; reason: string; code: string };

export interface AdapterLoader {
  /**
   * Loads the adapter where the server does not have it yet, and warms it. Raises the signal's reason
   * and nothing else: others may wait for the same look, so that goes on.
   */
  ready(adapter: ServedAdapter, signal?: AbortSignal): Promise<Readiness>;
}

export interface AdapterLoaderOptions {
  /** Milliseconds. Default: of this process. */
  now?: () => number;
  /** One short request of the adapter. Default: of a conversation. */
  warm?: (name: string) => Promise<void>;
}

/** A server that was started anew has lost its adapters: it is looked at so often. */
const keptMs = 30_000;

/** What failed after minutes, as loading may, is kept for so many times as long as it took. */
const keptTimes = 5;

/**
 * Adapters of one server, loaded when they are first wanted.
 *
 * Properties wanted: no review waits for an adapter that cannot be had longer than once in a
 * while, a sixth of the time at most; no adapter is asked before the server lists it and has answered once (the first request
 * after loading is slow, vLLM issue 8559); a server that lost its adapters gets them again.
 * Design: one look per adapter at a time, shared by whoever asks meanwhile, and what it came to is
 * kept for half a minute from its end, good or bad; a bad one longer where it took long.
 * Races accepted: a server that is restarted within the half minute answers 404 to a review, which
 * counts as a failure of the adapter and is tried again by the queue.
 */
export function createAdapterLoader(
  expert: AskableExpert,
  server: AdapterServer,
  {
    now = () => performance.now(),
    warm = (name) => warmByChat(withModel(expert, name)),
  }: AdapterLoaderOptions = {},
): AdapterLoader {
  const looks = new Map<string, { freshUntil: number; look: Promise<Readiness> }>();
  const warmed = new Set<string>();
  return {
    ready(adapter, signal) {
      const { name } = adapter;
      const known = looks.get(name);
      const startedAt = now();
      if (known !== undefined && startedAt < known.freshUntil) {
        return untilAborted(known.look, signal);
      }
      const look = lookAt({ expert, server, warm }, adapter, warmed);
      const entry = { freshUntil: Number.POSITIVE_INFINITY, look };
      looks.set(name, entry);
      const keep = (timesMs: number) => {
        entry.freshUntil = now() + Math.max(keptMs, timesMs);
      };
      look.then(
        ({ isReady }) => keep(isReady ? 0 : keptTimes * (now() - startedAt)),
        () => looks.delete(name),
      );
      return untilAborted(look, signal);
    },
  };
}

interface LookedAt {
  expert: AskableExpert;
  server: AdapterServer;
  warm: (name: string) => Promise<void>;
}

async function lookAt(
  { expert, server, warm }: LookedAt,
  adapter: ServedAdapter,
  warmed: Set<string>,
): Promise<Readiness> {
  const { name } = adapter;
  try {
    if (!(await isListed(server, name))) {
      warmed.delete(name);
      await server.load(adapter);
      if (!(await isListed(server, name))) {
        const reason = `The server took ${name} and does not list it`;
        return { isReady: false, reason, code: "not_listed" };
      }
    }
    if (!warmed.has(name)) await warm(name);
    warmed.add(name);
    return { isReady: true, expert: withModel(expert, name) };
  } catch (thrown) {
    if (!(thrown instanceof ExternalError)) throw thrown;
    const { message } = coerceError(thrown);
    return { isReady: false, reason: message, code: thrown.code ?? "failed" };
  }
}

async function isListed(server: AdapterServer, name: string): Promise<boolean> {
  return (await server.list()).some(({ id }) => id === name);
}

/** One request of a few tokens. That it says nothing is no failure: that is the probe's question. */
async function warmByChat(server: AskableExpert): Promise<void> {
  const prompt = { system: "Answer with one word.", user: "Ready?" };
  try {
    const question = { ...prompt, maxOutputTokens: 16, temperature: 0, purpose: "probe" as const };
    await probing(server).complete(question);
  } catch (error) {
    if (!(error instanceof ExternalError) || error.code !== "empty_answer") throw error;
  }
}
