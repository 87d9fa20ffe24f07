import type { FileDiff, Hunk } from "@devflow/diff";
import { UsageError } from "@devflow/errors";
import { openRepository } from "@devflow/git";
import { type CodeIndex, type ContextItem, watchIndex } from "@devflow/retrieval";
import { filesForExpert, harmlessIndex, mayGoAlong, policyOf } from "@devflow/review";
import { secretFilesWith } from "@devflow/syntax";
import type { ContextOptions } from "../commands/context.ts";
import type { Progress } from "../progress.ts";
import { loadCliSettings } from "./cli-settings.ts";
import { type LocalChange, readLocalChange } from "./local-change.ts";
import { noteProblems, readLocalSettings } from "./local-configuration.ts";
import { tellRetrieved } from "./tell-locally.ts";
import { withFreshIndex } from "./with-fresh-index.ts";

export interface HunkContext {
  path: string;
  hunk: Hunk;
  items: ContextItem[];
}

export interface ContextReport {
  baseSha: string;
  headSha: string;
  /** The commit that the index reflects. */
  indexCommit: string | null;
  maxTokens: number;
  hunks: HunkContext[];
  filesLeftOut: { path: string; reason: string }[];
}

/** Reads the change, indexes what is new, and gathers the context of every hunk. */
export async function contextLocally(
  options: ContextOptions & { paths: readonly string[] },
  progress: Progress,
  signal: AbortSignal,
): Promise<ContextReport> {
  const settings = loadCliSettings(options);
  progress.step("Reading the change");
  await using repository = await openRepository(options.repo);
  const local = await readLocalChange(repository, options);
  const team = await readLocalSettings(repository, local.change.baseSha);
  noteProblems(team, progress);
  const isSecretFile = secretFilesWith(settings.secretFiles);
  const ports = { readFile: local.readFile, isSecretFile };
  const scope = await filesForExpert(local.change, policyOf(team.configuration), ports);
  const isWanted = wantedPaths(options.paths, local);
  const files = scope.files.filter(({ path }) => isWanted(path));
  const revision = local.change.headSha;
  const index = { repository, settings, revision, progress, signal };
  // Awaited here: the repository is closed when this function ends.
  return await withFreshIndex(index, async (opened, database) => {
    const code = watchIndex(harmlessIndex(opened, mayGoAlong(isSecretFile)));
    const hunks = await gather(code.index, files, local, options.maxTokens, progress, signal);
    const task = { command: "context" as const, repository: repository.root };
    await tellRetrieved(database, task, await code.take());
    return {
      baseSha: local.change.baseSha,
      headSha: local.change.headSha,
      indexCommit: (await opened.status()).commitSha,
      maxTokens: options.maxTokens,
      hunks,
      filesLeftOut: scope.leftOut.filter(({ path }) => isWanted(path)),
    };
  });
}

async function gather(
  index: CodeIndex,
  files: readonly FileDiff[],
  { readFile, change }: LocalChange,
  maxTokens: number,
  progress: Progress,
  signal: AbortSignal,
): Promise<HunkContext[]> {
  const gathered: HunkContext[] = [];
  const total = files.reduce((sum, { hunks }) => sum + hunks.length, 0);
  for (const file of files) {
    signal.throwIfAborted();
    const headText = await readFile("head", file.path);
    const contexts = await index.contextForChange(
      file.hunks.map((_, hunkIndex) => ({
        file,
        changedFiles: change.files,
        hunkIndexes: [hunkIndex],
        headText,
        maxTokens,
      })),
    );
    for (const [hunkIndex, hunk] of file.hunks.entries()) {
      gathered.push({ path: file.path, hunk, items: contexts[hunkIndex] ?? [] });
    }
    progress.step("Gathering context", gathered.length, total);
  }
  return gathered;
}

/** Raises UsageError for a path that names nothing in the change. */
function wantedPaths(paths: readonly string[], { change }: LocalChange) {
  const wanted = paths.map((path) => path.replace(/^\.\//, "").replace(/\/+$/, ""));
  const isBelow = (path: string, folder: string) =>
    folder === "." || path === folder || path.startsWith(`${folder}/`);
  for (const folder of wanted) {
    if (change.files.some(({ path }) => isBelow(path, folder))) continue;
    const changed = change.files.slice(0, 5).map(({ path }) => path);
    throw new UsageError(
      `the change has no file ${folder}`,
      changed.length === 0
        ? "It changes no files at all; name another --base or --head."
        : `It changes ${changed.join(", ")}${change.files.length > 5 ? ", …" : ""}. Paths start at the top of the checkout.`,
    );
  }
  return (path: string) => wanted.length === 0 || wanted.some((folder) => isBelow(path, folder));
}
