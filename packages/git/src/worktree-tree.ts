import { createHash } from "node:crypto";
import type { SourceTree, TreeEntry } from "./model.ts";
import type { ObjectReader } from "./object-reader.ts";
import { blobReader, MAX_BLOB_BYTES, readBlobs } from "./read-blobs.ts";
import { readHistory } from "./read-history.ts";
import { readSizes } from "./read-sizes.ts";
import { resolveCommit } from "./revisions.ts";
import { type GitOptions, runGit, runGitOk } from "./run-git.ts";
import { splitNul } from "./split-nul.ts";
import { listUntracked } from "./untracked-files.ts";
import { readWorktreeFile } from "./worktree-file.ts";

/**
 * The files of a checkout as they are now. Files that the index knows to be unchanged come from
 * git's store; changed and untracked ones are read from disk and get the id that git would give
 * their bytes. Files above the size limit of a blob are left out when they are not in the store.
 */
export async function worktreeTree(
  root: string,
  reader: ObjectReader,
  options: GitOptions,
): Promise<SourceTree> {
  const headSha = await resolveCommit("HEAD", options);
  const changed = new Set(splitNul(await runGitOk(["diff-files", "-z", ...NAMES], options)));
  const unchanged = await listIndex(changed, options);
  const untracked = await listUntracked(options);
  const disk = await hashFiles(root, [...changed, ...untracked], headSha.length === 64);
  // Files with the same bytes share an id; any of them will do.
  const byId = new Map(disk.map((entry) => [entry.blobSha, entry]));
  const entries = [...unchanged, ...disk];
  const isClean = changed.size === 0 && disk.length === 0 && (await isIndexClean(options));
  const fromStore = blobReader(reader);
  return {
    commitSha: isClean ? headSha : `${headSha}+${digest(entries)}`,
    entries: async function* () {
      yield* entries;
    },
    history: (since) => readHistory(headSha, since, options),
    readBlobs: (blobShas) =>
      readBlobs(blobShas, async (blobSha) => {
        const entry = byId.get(blobSha);
        return entry ? await readSame(root, entry) : await fromStore(blobSha);
      }),
  };
}

const NAMES = ["--name-only", "--ignore-submodules=dirty"];

/** Regular files of the index at stage 0, without the changed ones. */
async function listIndex(changed: ReadonlySet<string>, options: GitOptions): Promise<TreeEntry[]> {
  const files: { path: string; blobSha: string }[] = [];
  for (const entry of splitNul(await runGitOk(["ls-files", "--stage", "-z"], options))) {
    const match = /^100\d{3} ([0-9a-f]+) 0\t(.*)$/s.exec(entry);
    const [, blobSha, path] = match ?? [];
    if (blobSha && path && !changed.has(path)) files.push({ path, blobSha });
  }
  const sizes = await readSizes(
    files.map((file) => file.blobSha),
    options,
  );
  return files.flatMap((file, index) => {
    const sizeBytes = sizes[index];
    return sizeBytes === undefined || Number.isNaN(sizeBytes) ? [] : [{ ...file, sizeBytes }];
  });
}

/** Files on disk with the id that their bytes have; what is no regular file is left out. */
async function hashFiles(
  root: string,
  paths: readonly string[],
  isSha256: boolean,
): Promise<TreeEntry[]> {
  const found: TreeEntry[] = [];
  for (const path of paths) {
    const file = await readWorktreeFile(root, path, MAX_BLOB_BYTES);
    if (file.kind !== "file") continue;
    const blobSha = blobId(file.content, isSha256);
    found.push({ path, blobSha, sizeBytes: file.content.length });
  }
  return found;
}

/** The file's bytes, or null when it was saved again since and they have another id now. */
async function readSame(root: string, entry: TreeEntry): Promise<Buffer | null> {
  const file = await readWorktreeFile(root, entry.path, MAX_BLOB_BYTES);
  const isSame =
    file.kind === "file" && blobId(file.content, entry.blobSha.length === 64) === entry.blobSha;
  return isSame ? file.content : null;
}

/** What `git hash-object --no-filters` prints, without following symlinks as that would. */
function blobId(content: Buffer, isSha256: boolean): string {
  return createHash(isSha256 ? "sha256" : "sha1")
    .update(`blob ${content.length}\0`)
    .update(content)
    .digest("hex");
}

async function isIndexClean(options: GitOptions): Promise<boolean> {
  const args = ["diff-index", "--cached", "--quiet", "--ignore-submodules=dirty", "HEAD"];
  return (await runGit(args, options)).exitCode === 0;
}

function digest(entries: readonly TreeEntry[]): string {
  const hash = createHash("sha256");
  for (const { path, blobSha } of entries) hash.update(`${blobSha} ${path}\0`);
  return hash.digest("hex").slice(0, 16);
}
