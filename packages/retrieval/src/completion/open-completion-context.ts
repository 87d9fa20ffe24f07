/**
 * Code for a completion, within a keystroke's time.
 *
 * Properties wanted: an answer within the deadline, whatever the database does; no step of the event
 * loop longer than 5 ms once a repository is in memory; work that comes too late is not lost; memory
 * bounded.
 * Design: definitions and full text of a version are in memory; the database is asked for a few
 * texts that were not shown before. Which version is live is asked beside the answer, at most once a
 * second, so an answer may show the version before. What was found is remembered by file and region
 * of lines: when the next keystroke there gets no answer in time, it gets that one.
 * Races accepted: two keystrokes may compute the same side by side.
 */
import type { Database } from "@devflow/database";
import { ExternalError } from "@devflow/errors";
import { LRUCache } from "lru-cache";
import { gatherSnippets } from "./gather-snippets.ts";
import { HotRepositories } from "./hot-repositories.ts";
import type {
  CompletionContext,
  CompletionContextQuery,
  CompletionPlace,
  CompletionSnippet,
} from "./model.ts";

const DEADLINE_MS = 30;
/** What was found for a region is good enough while somebody types there. */
const REGION_LIFETIME_MS = 30_000;
const REGION_LINES = 8;
const MOST_REGIONS = 2_000;
const MOST_REGION_BYTES = 32 * 1024 * 1024;
/** Beyond it the database hangs: what waits for it must not pile up. */
const MOST_RUNNING = 100;

export interface CompletionContextSource {
  contextFor(query: CompletionContextQuery): Promise<CompletionContext>;
  /** Brings a repository into memory before the first keystroke; does nothing for one without index. */
  warm(repositoryId: number): Promise<void>;
}

/** One for a process. Holds nothing open: it ends with the database. */
export function openCompletionContext(database: Database): CompletionContextSource {
  const hot = new HotRepositories(database);
  const regions = new LRUCache<string, readonly CompletionSnippet[]>({
    max: MOST_REGIONS,
    maxSize: MOST_REGION_BYTES,
    sizeCalculation: bytesOf,
    ttl: REGION_LIFETIME_MS,
  });
  let running = 0;

  async function gather(place: CompletionPlace, signal: AbortSignal) {
    running += 1;
    try {
      const snippets = await gatherSnippets(database, hot, place, signal);
      regions.set(regionOf(place), snippets);
      return snippets;
    } catch (thrown) {
      // A database that is away costs the context, not the completion.
      if (thrown instanceof ExternalError) return null;
      throw thrown;
    } finally {
      running -= 1;
    }
  }

  async function contextFor(query: CompletionContextQuery): Promise<CompletionContext> {
    const { signal } = query;
    signal.throwIfAborted();
    const found = running < MOST_RUNNING ? await inTime(gather(query, signal), query) : null;
    if (found !== null) return { snippets: found, isLate: false };
    const former = regions.get(regionOf(query));
    return { snippets: former ?? [], isLate: former === undefined };
  }

  return {
    contextFor,
    warm: async (repositoryId) => void (await hot.read(repositoryId)),
  };
}

/** Null when it takes too long; it goes on then, unless whoever asked went away. */
async function inTime<T>(
  work: Promise<T>,
  { signal, deadlineMs = DEADLINE_MS }: CompletionContextQuery,
): Promise<T | null> {
  work.catch(() => {});
  const ended = Promise.withResolvers<null>();
  // No timer of promises: each that is not needed any more would make two errors with their stacks.
  const timer = setTimeout(() => ended.resolve(null), deadlineMs);
  const gone = () => ended.reject(signal.reason);
  signal.addEventListener("abort", gone, { once: true });
  try {
    return await Promise.race([work, ended.promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", gone);
  }
}

/** About; with the region's key, which holds a path. */
function bytesOf(snippets: readonly CompletionSnippet[], region: string): number {
  const texts = snippets.reduce((sum, { text, path }) => sum + text.length + path.length, 0);
  return 2 * (texts + region.length) + 500;
}

/** Keystrokes on neighbouring lines share what was found. */
function regionOf({ repositoryId, path, prefix }: CompletionPlace): string {
  let lines = 0;
  for (let at = prefix.indexOf("\n"); at !== -1; at = prefix.indexOf("\n", at + 1)) lines += 1;
  return `${repositoryId} ${Math.floor(lines / REGION_LINES)} ${path}`;
}
