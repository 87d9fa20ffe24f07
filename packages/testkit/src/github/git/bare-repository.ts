import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { rememberGit } from "./remember.ts";
import { gitTextOrNull, runGit } from "./run-git.ts";

/** As GitHub serves it: any object that is there may be fetched by id, partial clones work. */
const configuration = `[core]
\trepositoryformatversion = 0
\tfilemode = true
\tbare = true
[uploadpack]
\tallowAnySHA1InWant = true
\tallowFilter = true
[gc]
\tauto = 0
`;

/** Written by hand, since `git init` and `git config` are three processes per repository. */
export async function createBareRepository(gitDirectory: string, branch: string): Promise<void> {
  const folders = ["objects/info", "objects/pack", "refs/heads", "refs/tags"];
  await Promise.all(
    folders.map((folder) => mkdir(join(gitDirectory, folder), { recursive: true })),
  );
  await writeFile(join(gitDirectory, "config"), configuration);
  await writeFile(join(gitDirectory, "HEAD"), `ref: refs/heads/${branch}\n`);
}

const fullId = /^[0-9a-f]{40}$/;

/** The commit that a branch, tag or id names; null when there is none. */
export async function resolveCommit(
  gitDirectory: string,
  revision: string,
): Promise<string | null> {
  if (revision === "" || revision.startsWith("-")) return null;
  const args = ["rev-parse", "--verify", "--quiet", `${revision}^{commit}`];
  if (fullId.test(revision)) return rememberGit(gitDirectory, args);
  return (await branchTip(gitDirectory, revision)) ?? gitTextOrNull(gitDirectory, args);
}

/** Read from the file: these repositories are never packed, so every branch has one. */
export async function branchTip(gitDirectory: string, branch: string): Promise<string | null> {
  if (branch.split("/").includes("..")) return null;
  const file = join(gitDirectory, "refs/heads", branch);
  const sha = await readFile(file, "utf8").catch(() => "");
  return fullId.test(sha.trim()) ? sha.trim() : null;
}

/** Null when the two have no common history. */
export function mergeBase(gitDirectory: string, one: string, other: string) {
  return rememberGit(gitDirectory, ["merge-base", one, other]);
}

export async function updateRef(gitDirectory: string, ref: string, sha: string): Promise<void> {
  await runGit(gitDirectory, ["update-ref", ref, sha]);
}

/** Thousands at once. */
export async function updateRefs(
  gitDirectory: string,
  refs: readonly { ref: string; sha: string }[],
): Promise<void> {
  const lines = refs.map(({ ref, sha }) => `update ${ref} ${sha}\n`).join("");
  await runGit(gitDirectory, ["update-ref", "--stdin"], Buffer.from(lines));
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
  const found = await rememberGit(gitDirectory, ["rev-list", "--reverse", `${from}..${to}`]);
  return found === null || found === "" ? [] : found.split("\n");
}

/** The tree of a merge of both commits. Throws where they conflict. */
export async function mergedTree(gitDirectory: string, one: string, other: string) {
  const output = await runGit(gitDirectory, ["merge-tree", "--write-tree", one, other]);
  return output.toString("utf8").split("\n")[0] ?? "";
}

export async function isAncestor(gitDirectory: string, ancestor: string, of: string) {
  const args = ["merge-base", "--is-ancestor", ancestor, of];
  return (await gitTextOrNull(gitDirectory, args)) !== null;
}

/**
 * Brings a branch over from another repository on disk: a fork's, as GitHub does for every pull
 * request, or a person's checkout, which may be a shallow clone.
 */
export async function fetchInto(
  gitDirectory: string,
  from: string,
  refspec: string,
): Promise<void> {
  await runGit(gitDirectory, ["fetch", "--quiet", "--no-tags", "--update-shallow", from, refspec]);
}
