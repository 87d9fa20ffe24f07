import { mkdir } from "node:fs/promises";
import { gitText, gitTextOrNull, runGit } from "./run-git.ts";

/** Made as GitHub serves it: any object that is there may be fetched by id, partial clones work. */
export async function createBareRepository(gitDirectory: string, branch: string): Promise<void> {
  await mkdir(gitDirectory, { recursive: true });
  await runGit(gitDirectory, ["init", "--quiet", "--bare", `--initial-branch=${branch}`, "."]);
  await runGit(gitDirectory, ["config", "uploadpack.allowAnySHA1InWant", "true"]);
  await runGit(gitDirectory, ["config", "uploadpack.allowFilter", "true"]);
}

/** The commit that a branch, tag or id names; null when there is none. */
export function resolveCommit(gitDirectory: string, revision: string): Promise<string | null> {
  if (revision === "" || revision.startsWith("-")) return Promise.resolve(null);
  return gitTextOrNull(gitDirectory, ["rev-parse", "--verify", "--quiet", `${revision}^{commit}`]);
}

export function branchTip(gitDirectory: string, branch: string): Promise<string | null> {
  return resolveCommit(gitDirectory, `refs/heads/${branch}`);
}

/** Null when the two have no common history. */
export function mergeBase(gitDirectory: string, one: string, other: string) {
  return gitTextOrNull(gitDirectory, ["merge-base", one, other]);
}

export async function updateRef(gitDirectory: string, ref: string, sha: string): Promise<void> {
  await runGit(gitDirectory, ["update-ref", ref, sha]);
}

export async function deleteRef(gitDirectory: string, ref: string): Promise<void> {
  await runGit(gitDirectory, ["update-ref", "-d", ref]);
}

/** Commits that `to` has and `from` has not, oldest first. */
export async function commitsBetween(
  gitDirectory: string,
  from: string,
  to: string,
): Promise<string[]> {
  const found = await gitText(gitDirectory, ["rev-list", "--reverse", `${from}..${to}`]);
  return found === "" ? [] : found.split("\n");
}

export async function isAncestor(gitDirectory: string, ancestor: string, of: string) {
  const args = ["merge-base", "--is-ancestor", ancestor, of];
  return (await gitTextOrNull(gitDirectory, args)) !== null;
}

/** Brings a fork's branch into the base repository, as GitHub does for every pull request. */
export async function fetchInto(
  gitDirectory: string,
  from: string,
  refspec: string,
): Promise<void> {
  await runGit(gitDirectory, ["fetch", "--quiet", "--no-tags", from, refspec]);
}
