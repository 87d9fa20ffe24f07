import { basename, resolve } from "node:path";
import { UsageError } from "@devflow/errors";
import type { FakeGitHub } from "../fake-github.ts";
import { gitTextOrNull } from "../git/run-git.ts";
import type { PullHandle } from "../handles/pull.ts";

async function commitOf(directory: string, revision: string): Promise<string> {
  const sha = await gitTextOrNull(directory, ["rev-parse", "--verify", `${revision}^{commit}`]);
  if (sha !== null) return sha;
  throw new UsageError(
    `${directory} has no commit ${revision}.`,
    "Name a git checkout with at least two commits, or a revision that has a parent.",
  );
}

/**
 * A repository `demo/<folder>` whose default branch ends before `revision`, and a pull request
 * that brings that one commit. Both keep the folder's real history.
 */
export async function openDemoPull(
  github: FakeGitHub,
  folder: string,
  revision: string,
): Promise<PullHandle> {
  const directory = resolve(folder);
  const head = await commitOf(directory, revision);
  const base = await commitOf(directory, `${head}^`);
  const title = await gitTextOrNull(directory, ["log", "-1", "--format=%s", head]);
  const body = await gitTextOrNull(directory, ["log", "-1", "--format=%b", head]);
  const name = basename(directory).replaceAll(/[^\w.-]/g, "-");
  const repository = await github.createRepository({ owner: "demo", name });
  await repository.takeBranch("main", directory, base);
  await repository.takeBranch("change", directory, head);
  repository.setPermission("you", "admin");
  return repository.openPullRequest({
    head: "change",
    title: title ?? "Change",
    body: body ?? null,
    author: "you",
  });
}
