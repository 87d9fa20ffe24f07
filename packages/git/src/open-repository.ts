import { realpath, stat } from "node:fs/promises";
import path from "node:path";
import { UsageError } from "@devflow/errors";
import { commitTree } from "./commit-tree.ts";
import { findDefaultBase, findDefaultTip } from "./default-base.ts";
import { readDiff } from "./diff-stream.ts";
import { filterOverrides } from "./filter-overrides.ts";
import { gitEnvironment } from "./git-environment.ts";
import { gitVersion } from "./git-version.ts";
import { type LocalRepository, WORKTREE } from "./model.ts";
import { ObjectReader } from "./object-reader.ts";
import { readLocalChange } from "./read-change.ts";
import { readMainline } from "./read-mainline.ts";
import { remoteUrls } from "./remote-urls.ts";
import { repositoryName } from "./repository-name.ts";
import { resolveCommit } from "./revisions.ts";
import { type GitOptions, runGit } from "./run-git.ts";
import { TreeWalker } from "./tree-walker.ts";
import { readWorktreeFile } from "./worktree-file.ts";
import { worktreeTree } from "./worktree-tree.ts";

/**
 * Opens the checkout that contains `folder`. Nothing that the repository's configuration names is
 * run, and nothing is written to it. Raises UsageError when the folder is missing or in no
 * checkout, or when git is missing or older than 2.31.
 */
export async function openRepository(folder: string): Promise<LocalRepository> {
  await gitVersion();
  const root = await findRoot(folder);
  const plain: GitOptions = { cwd: root, environment: gitEnvironment() };
  const options: GitOptions = {
    cwd: root,
    environment: gitEnvironment(await filterOverrides(plain)),
  };
  const reader = new ObjectReader(options);
  const walker = new TreeWalker(reader);
  const close = async () => reader.close();

  return {
    root,
    name: await repositoryName(root, options),
    remoteUrls: () => remoteUrls(options),
    resolve: (revision) => resolveCommit(revision, options),
    defaultBase: (head) => findDefaultBase(head, options),
    readChange: (base, head) => readLocalChange(root, base, head, options),
    diff: async (before, after) =>
      readDiff([await treeish(before, options), await treeish(after, options)], options),
    mainline: async (tip, range = {}) =>
      readMainline(await resolveCommit(tip, options), range, options),
    defaultTip: () => findDefaultTip(options),
    async readFile(revision, filePath, maxBytes) {
      if (revision === WORKTREE) {
        const found = await readWorktreeFile(root, filePath, maxBytes);
        return found.kind === "file" ? found.content : null;
      }
      const item = await walker.find(await treeish(revision, options), filePath);
      if (!item?.mode.startsWith("100")) return null;
      return (await reader.read(item.id, maxBytes))?.content ?? null;
    },
    async tree(revision) {
      if (revision === WORKTREE) return await worktreeTree(root, reader, options);
      return commitTree(await resolveCommit(revision, options), reader, options);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Full ids are taken as they are: asking git for each of a review's files would cost 3 ms a time. */
async function treeish(revision: string, options: GitOptions): Promise<string> {
  const isFullId = /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(revision);
  return isFullId ? revision : await resolveCommit(revision, options);
}

async function findRoot(folder: string): Promise<string> {
  const absolute = path.resolve(folder);
  const isFolder = await stat(absolute).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) {
    throw new UsageError(`${absolute} is not a folder`, "Give the folder of a git checkout.");
  }
  const options = { cwd: absolute, environment: gitEnvironment() };
  const { exitCode, stdout, stderr } = await runGit(["rev-parse", "--show-toplevel"], options);
  const root = stdout.toString("utf8").replace(/\r?\n$/, "");
  if (exitCode !== 0 || root === "") {
    throw new UsageError(
      `${absolute} is not inside a git checkout (git says: ${stderr.trim().split("\n")[0] ?? ""})`,
      "Give the folder of a git checkout, or make one: git init, git add, git commit.",
    );
  }
  // `core.worktree` may point anywhere; a repository must not send its reader elsewhere.
  const actual = await realpath(absolute);
  const top = await realpath(root);
  if (actual !== top && !actual.startsWith(top + path.sep)) {
    throw new UsageError(
      `the repository at ${absolute} has its files elsewhere (core.worktree)`,
      `Give the folder with the files: ${root}`,
    );
  }
  return top;
}
