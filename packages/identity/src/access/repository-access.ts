import { hash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { Caller, RepositoryAccess } from "../model.ts";
import { allReadable } from "./all-readable.ts";
import { readGitUrl } from "./git-url.ts";
import type { GitHubReaders } from "./github-readers.ts";
import type { LocalFolders } from "./local-folders.ts";
import { type Pace, RefusalClock } from "./refusal-clock.ts";
import type { Directory, KnownRepository, RepositoryDirectory } from "./repository-directory.ts";
import type { SearchBudget } from "./search-budget.ts";

export interface AccessParts {
  directory: RepositoryDirectory;
  readers: GitHubReaders;
  folders: LocalFolders;
  githubWebUrl: string;
  /** Told of a repository that is there and was asked for by its name, by who may not read it. */
  onRefused: (caller: Caller, repository: string) => void;
  budget: SearchBudget;
  now: () => Date;
  pace: Pace;
}

/** Of one request; more are not looked at. */
const maxIds = 1_000;

/** An answer younger than this is the answer; an older one is given too, and looked at anew behind it. */
const refusalHoldsForMs = 60_000;
const refusalRememberedForMs = 1_800_000;

/** A repository by its remote; a refusal is told when {@link RefusalClock} says, and remembered. */
function createFinder(parts: AccessParts): RepositoryAccess["findReadable"] {
  const refused = new LRUCache<string, { at: number }>({
    max: 50_000,
    ttl: refusalRememberedForMs,
    ttlResolution: 0,
    perf: { now: () => parts.now().getTime() },
  });
  const clock = new RefusalClock(parts.now);
  const { pace } = parts;
  const find = async (caller: Caller, gitUrl: string) => {
    const found = await findRepository(parts, caller, gitUrl, await parts.directory.current());
    const started = pace.elapsedMs();
    const isReadable = found !== null && (await mayRead(parts, caller, found, undefined));
    if (found !== null) clock.tookLive(pace.elapsedMs() - started);
    if (isReadable) return found.id;
    if (found !== null) parts.onRefused(caller, nameOf(found));
    return null;
  };
  /** Whoever types in a repository that is not ours waits once, not every minute. */
  const findAnew = async (key: string, caller: Caller, gitUrl: string) => {
    refused.set(key, { at: parts.now().getTime() });
    const id = await find(caller, gitUrl).catch(() => null);
    if (id !== null) refused.delete(key);
  };
  /** Who asks again, or goes away, changes nothing of when it is decided. */
  const underWay = new Map<string, Promise<number | null>>();
  const begin = (key: string, caller: Caller, gitUrl: string) => {
    const work = async () => {
      const started = pace.elapsedMs();
      const id = await find(caller, gitUrl);
      if (id !== null) return id;
      const tookMs = pace.elapsedMs() - started;
      await pace.wait(clock.tellAfterMs(tookMs) - tookMs);
      refused.set(key, { at: parts.now().getTime() });
      return null;
    };
    const begun = work().finally(() => underWay.delete(key));
    begun.catch(() => {});
    underWay.set(key, begun);
    return begun;
  };
  return async (caller, gitUrl, signal) => {
    // A URL has up to 2,000 characters of whoever asks: 50,000 of those would be 200 MB.
    const key = hash("sha256", `${caller.personId} ${caller.githubLogin} ${gitUrl}`, "base64url");
    const refusal = refused.get(key);
    if (refusal !== undefined) {
      const isOld = parts.now().getTime() - refusal.at > refusalHoldsForMs;
      if (isOld) void findAnew(key, caller, gitUrl);
      return null;
    }
    return await unlessGone(underWay.get(key) ?? begin(key, caller, gitUrl), signal);
  };
}

/** See the model. */
export function createRepositoryAccess(parts: AccessParts): RepositoryAccess {
  return {
    async readable(caller, repositoryIds, signal) {
      const { byId } = await parts.directory.current();
      const asked = [...new Set(repositoryIds)]
        .slice(0, maxIds)
        .flatMap((id) => byId.get(id) ?? []);
      const answers = await Promise.all(asked.map((each) => mayRead(parts, caller, each, signal)));
      return new Set(asked.filter((_, at) => answers[at]).map(({ id }) => id));
    },
    findReadable: createFinder(parts),
    allReadable: async (caller, signal) =>
      allReadable(
        (await parts.directory.current()).all,
        {
          remembered: (each) => remembered(parts, caller, each),
          couldRead: (each) => each.kind === "github" && parts.readers.couldRead(caller, each),
          mayRead: (each, ended) => mayRead(parts, caller, each, ended),
        },
        parts.budget,
        signal,
      ),
  };
}

/** Null for who has gone: nobody reads it. */
async function unlessGone<T>(work: Promise<T>, signal?: AbortSignal): Promise<T | null> {
  if (signal === undefined) return await work;
  const gone = Promise.withResolvers<null>();
  const leave = () => gone.resolve(null);
  signal.addEventListener("abort", leave, { once: true });
  if (signal.aborted) leave();
  try {
    return await Promise.race([work, gone.promise]);
  } finally {
    signal.removeEventListener("abort", leave);
  }
}

function nameOf(repository: KnownRepository): string {
  return repository.kind === "folder" ? repository.path : `${repository.owner}/${repository.name}`;
}

function mayRead(
  { readers }: AccessParts,
  caller: Caller,
  repository: KnownRepository,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (repository.kind === "folder") return Promise.resolve(caller.isLocal);
  return readers.mayRead(caller, repository, signal);
}

function remembered(
  { readers }: AccessParts,
  caller: Caller,
  repository: KnownRepository,
): boolean | undefined {
  if (repository.kind === "folder") return caller.isLocal;
  return readers.remembered(caller, repository);
}

async function findRepository(
  { folders, githubWebUrl }: AccessParts,
  caller: Caller,
  gitUrl: string,
  directory: Directory,
): Promise<KnownRepository | null> {
  const remote = readGitUrl(gitUrl, githubWebUrl);
  if (remote === null) return null;
  if (remote.kind === "github") {
    const found = directory.byName.get(`${remote.owner}/${remote.name}`.toLowerCase());
    // Of a name in use, whether the caller may read it or not: the folder is for those without.
    if (found !== undefined && !(caller.isLocal && caller.githubLogin === null)) return found;
  }
  return caller.isLocal ? await folders.find(remote, directory.all) : null;
}
