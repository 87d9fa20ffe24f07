import { setTimeout as delay } from "node:timers/promises";
import { LRUCache } from "lru-cache";
import type { Caller, RepositoryAccess } from "../model.ts";
import { allReadable } from "./all-readable.ts";
import { readGitUrl } from "./git-url.ts";
import type { GitHubReaders } from "./github-readers.ts";
import type { LocalFolders } from "./local-folders.ts";
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
}

/** Of one request; more are not looked at. */
const maxIds = 1_000;

/** A repository that is not known is told as late as one that GitHub had to be asked about. */
const refusalStepMs = 400;
/** An answer younger than this is the answer; an older one is given too, and looked at anew behind it. */
const refusalHoldsForMs = 60_000;
const refusalRememberedForMs = 1_800_000;

/** See the model. */
export function createRepositoryAccess(parts: AccessParts): RepositoryAccess {
  const refused = new LRUCache<string, { at: number }>({
    max: 50_000,
    ttl: refusalRememberedForMs,
    ttlResolution: 0,
    perf: { now: () => parts.now().getTime() },
  });
  const find = async (caller: Caller, gitUrl: string, signal?: AbortSignal) => {
    const found = await findRepository(parts, caller, gitUrl, await parts.directory.current());
    if (found !== null && (await mayRead(parts, caller, found, signal))) return found.id;
    if (found !== null) parts.onRefused(caller, nameOf(found));
    return null;
  };
  /** Whoever types in a repository that is not ours waits once, not every minute. */
  const findAnew = async (key: string, caller: Caller, gitUrl: string) => {
    refused.set(key, { at: parts.now().getTime() });
    const id = await find(caller, gitUrl).catch(() => null);
    if (id !== null) refused.delete(key);
  };
  return {
    async readable(caller, repositoryIds, signal) {
      const { byId } = await parts.directory.current();
      const asked = [...new Set(repositoryIds)]
        .slice(0, maxIds)
        .flatMap((id) => byId.get(id) ?? []);
      const answers = await Promise.all(asked.map((each) => mayRead(parts, caller, each, signal)));
      return new Set(asked.filter((_, at) => answers[at]).map(({ id }) => id));
    },
    async findReadable(caller, gitUrl, signal) {
      const key = `${caller.personId} ${caller.githubLogin} ${gitUrl}`;
      const refusal = refused.get(key);
      if (refusal !== undefined) {
        const isOld = parts.now().getTime() - refusal.at > refusalHoldsForMs;
        if (isOld) void findAnew(key, caller, gitUrl);
        return null;
      }
      const started = performance.now();
      const id = await find(caller, gitUrl, signal);
      if (id !== null) return id;
      // Both unknown and foreign end at the next step of the clock, and both are remembered.
      const steps = Math.ceil((performance.now() - started) / refusalStepMs);
      const waitMs = steps * refusalStepMs - (performance.now() - started);
      await delay(Math.max(0, waitMs), undefined, { signal }).catch(() => undefined);
      if (!signal?.aborted) refused.set(key, { at: parts.now().getTime() });
      return null;
    },
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
