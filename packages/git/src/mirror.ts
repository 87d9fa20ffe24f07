/**
 * Bare clones of remote repositories, kept to read one commit's files for the index.
 *
 * Wanted: the network carries one commit's new objects only; the token is never on a command line,
 * in a file or in a log; a crash in the middle leaves a mirror that the next fetch puts right;
 * disk use stays near the size of the current files.
 * Design: `git fetch --depth=1` of one revision into one ref of ours; the header travels in the
 * child's environment. A lock file older than any fetch may run is a crash's and is removed. After
 * MAX_PACKS fetches, objects that no ref has needed for an hour are dropped.
 * Accepted: two processes that fetch the same mirror at once: one of them fails and is retried. A
 * reader that takes longer than an hour over a replaced commit may miss blobs; it leaves them out.
 */
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { devNull } from "node:os";
import path from "node:path";
import { UsageError } from "@devflow/errors";
import { commitTree } from "./commit-tree.ts";
import { type ConfigEntries, gitEnvironment } from "./git-environment.ts";
import { gitVersion } from "./git-version.ts";
import type { SourceTree } from "./model.ts";
import { ObjectReader } from "./object-reader.ts";
import { resolveCommit } from "./revisions.ts";
import { type GitOptions, runGit, runGitOk } from "./run-git.ts";
import { transportFailure } from "./transport-failure.ts";

/** A mirror to read from. Close it when done. */
export interface Mirror extends AsyncDisposable {
  readonly folder: string;
  /** The files of a commit that was fetched. Raises UsageError when it is not here. */
  tree(sha: string): Promise<SourceTree>;
  /** When a commit that was fetched was made. */
  committedAt(sha: string): Promise<Date>;
  close(): Promise<void>;
}

export interface FetchRequest {
  /** Made when it is missing. */
  folder: string;
  /** `https:` or `http:`, without credentials in it. */
  url: string;
  /** A whole header line, `Authorization: …`; null for public repositories. */
  authorizationHeader: string | null;
  /** A branch's name or a full commit id. */
  revision: string;
  /** A PEM file with the certificates to trust instead of the system's. */
  caFile?: string | undefined;
  signal?: AbortSignal | undefined;
}

const TIP = "refs/devflow/tip";
const FETCH_TIMEOUT_MS = 600_000;
const STALE_LOCK_MS = FETCH_TIMEOUT_MS + 60_000;
const MAX_PACKS = 20;

/** Opens a mirror that fetchMirror has made. */
export function openMirror(folder: string): Mirror {
  const options: GitOptions = { cwd: folder, environment: mirrorEnvironment() };
  const reader = new ObjectReader(options);
  const close = async () => reader.close();
  return {
    folder,
    tree: async (sha) => commitTree(await resolveCommit(sha, options), reader, options),
    async committedAt(sha) {
      const commit = await resolveCommit(sha, options);
      const shown = await runGitOk(["show", "--no-patch", "--format=%cI", commit], options);
      return new Date(shown.toString().trim());
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/**
 * Brings one revision into the mirror and gives its commit id. Raises ExternalError (service
 * `git`): code `gone` (401, 404, 410), `rejected` (other 4xx and redirects) and `unknown_revision`
 * are not retryable, `unavailable` (5xx, 429, network) and `timeout` are.
 */
export async function fetchMirror(request: FetchRequest): Promise<string> {
  const source = refspecSource(request.revision);
  checkUrl(request.url);
  await gitVersion();
  const environment = mirrorEnvironment();
  const local: GitOptions = { cwd: request.folder, environment, signal: request.signal };
  await mkdir(request.folder, { recursive: true });
  await runGitOk(["init", "--quiet", "--bare", "--template="], local);
  await removeStaleLocks(request.folder);
  const { exitCode, stderr } = await runGit(
    ["fetch", ...FETCH_OPTIONS, request.url, `+${source}:${TIP}`],
    { ...local, environment: fetchEnvironment(request), timeoutMs: FETCH_TIMEOUT_MS },
  );
  if (exitCode !== 0) throw transportFailure(stderr);
  await dropOldObjects(local);
  return await resolveCommit(TIP, local);
}

const FETCH_OPTIONS = [
  "--quiet",
  "--depth=1",
  "--no-tags",
  "--no-write-fetch-head",
  "--no-recurse-submodules",
  "--no-auto-maintenance",
];

function refspecSource(revision: string): string {
  if (/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(revision)) return revision;
  // git allows none of these in a branch's name; in a refspec some have a meaning.
  if (revision === "" || /[\p{Cc} :^~?*[\\]/u.test(revision)) {
    throw new UsageError(
      `${JSON.stringify(revision)} is not a branch`,
      "Give a branch's name or a full commit id.",
    );
  }
  return `refs/heads/${revision}`;
}

function checkUrl(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  const isPlain =
    parsed !== null && /^https?:$/.test(parsed.protocol) && !parsed.username && !parsed.password;
  if (!isPlain) {
    throw new UsageError(
      "the repository's URL must be http(s) and carry no credentials",
      "Give the clone URL as the host names it, and the token as a header.",
    );
  }
}

/** A server's mirrors depend on nobody's personal configuration. */
function mirrorEnvironment(config: ConfigEntries = {}, overrides: Record<string, string> = {}) {
  return gitEnvironment(config, { GIT_CONFIG_GLOBAL: devNull, ...overrides });
}

function fetchEnvironment({ authorizationHeader, caFile }: FetchRequest): Record<string, string> {
  return mirrorEnvironment(
    {
      ...(authorizationHeader === null ? {} : { "http.extraHeader": authorizationHeader }),
      ...(caFile === undefined ? {} : { "http.sslCAInfo": caFile }),
      // The header would follow a redirect to wherever it leads.
      "http.followRedirects": "false",
      // Always a pack, never loose objects: packs are what is counted and cleaned up.
      "fetch.unpackLimit": "1",
      // Less than 1 KB/s for a minute is a dead connection.
      "http.lowSpeedLimit": "1000",
      "http.lowSpeedTime": "60",
    },
    { GIT_ALLOW_PROTOCOL: "http:https" },
  );
}

async function removeStaleLocks(folder: string): Promise<void> {
  for (const name of ["shallow.lock", `${TIP}.lock`, "config.lock"]) {
    const file = path.join(folder, name);
    const found = await stat(file).catch(() => null);
    if (found && Date.now() - found.mtimeMs > STALE_LOCK_MS) await rm(file, { force: true });
  }
}

async function dropOldObjects(options: GitOptions): Promise<void> {
  const names = await readdir(path.join(options.cwd, "objects", "pack")).catch(() => []);
  if (names.filter((name) => name.endsWith(".pack")).length <= MAX_PACKS) return;
  await runGitOk(["gc", "--quiet", "--prune=1.hour.ago"], {
    ...options,
    timeoutMs: FETCH_TIMEOUT_MS,
  });
}
