import { createHash } from "node:crypto";
import { UsageError } from "@devflow/errors";
import { type GitOptions, runGit, runGitOk } from "./run-git.ts";

const FULL_ID = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * The full id of a commit. Raises UsageError for an unknown revision, with the usual reason in a
 * clone that has only the latest commits.
 */
export async function resolveCommit(revision: string, options: GitOptions): Promise<string> {
  // After `:/words of a message` git would take `^{commit}` for one of the words; it names a commit.
  const expression = revision.startsWith(":/") ? revision : `${revision}^{commit}`;
  const found = await tryResolve(expression, options);
  if (found) return found;
  if (await isShallow(options)) {
    throw new UsageError(
      `the revision ${JSON.stringify(revision)} is not in this shallow clone`,
      "Fetch the rest of the history: git fetch --unshallow",
    );
  }
  if (revision === "HEAD") {
    throw new UsageError(
      "there is no commit here yet",
      "Commit something first: git add, git commit. Or name a commit that exists.",
    );
  }
  throw new UsageError(
    `the revision ${JSON.stringify(revision)} does not exist here`,
    revision.includes("..")
      ? "It is a range: give its two ends apart, as base and head."
      : "Give a branch, a tag or a commit of this repository; `git log --oneline` lists commits.",
  );
}

/** The id that git resolves the expression to, or null. */
export async function tryResolve(expression: string, options: GitOptions): Promise<string | null> {
  if (expression.startsWith("-") || /[\0\n]/.test(expression)) return null;
  const { exitCode, stdout } = await runGit(
    ["rev-parse", "--verify", "--quiet", expression],
    options,
  );
  const id = stdout.toString("utf8").trim();
  return exitCode === 0 && FULL_ID.test(id) ? id : null;
}

export async function isShallow(options: GitOptions): Promise<boolean> {
  const output = await runGitOk(["rev-parse", "--is-shallow-repository"], options);
  return output.toString("utf8").trim() === "true";
}

/** The best common ancestor, or null when there is none here. */
export async function mergeBase(
  one: string,
  other: string,
  options: GitOptions,
): Promise<string | null> {
  const { exitCode, stdout } = await runGit(["merge-base", one, other], options);
  return exitCode === 0 ? stdout.toString("utf8").trim() : null;
}

/** The tree without files: what a root commit is compared with. Known to git without being stored. */
export function emptyTree(sampleId: string): string {
  return createHash(sampleId.length === 64 ? "sha256" : "sha1")
    .update("tree 0\0")
    .digest("hex");
}

/**
 * The commit before, the empty tree before a root commit. Raises UsageError where a shallow clone
 * ends: there the commit has a parent that is not here.
 */
export async function parentOf(commit: string, options: GitOptions): Promise<string> {
  const parent = await tryResolve(`${commit}^1`, options);
  if (parent) return parent;
  // The stored commit names its parents also where a shallow clone hides them.
  const stored = await runGitOk(["cat-file", "commit", commit], options);
  const header = stored.toString("latin1").split("\n\n", 1)[0] ?? "";
  if (!/^parent /m.test(header)) return emptyTree(commit);
  throw new UsageError(
    `the commit before ${commit.slice(0, 12)} is not in this shallow clone`,
    "Fetch it: git fetch --deepen=1 (or everything: git fetch --unshallow)",
  );
}
