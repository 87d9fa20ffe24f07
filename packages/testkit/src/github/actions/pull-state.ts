import { branchTip, fetchInto, isAncestor, updateRef } from "../git/bare-repository.ts";
import { readCommit } from "../git/read-commit.ts";
import type { JsonObject, Pull, Repository, User } from "../model.ts";
import { pullCommits, pullFiles } from "../pull-diff.ts";
import { serializeCommit } from "../serialize/commit.ts";
import { repositoryPage, serializeRepository } from "../serialize/repository.ts";
import { allPulls, type State, timestamp } from "../state.ts";
import { queuePullHook, queueRepositoryHook } from "../webhooks/queue-hook.ts";
import { followHead } from "./review-comments.ts";

const noCommit = "0".repeat(40);

/** Brings the head into the base repository, where all diffs are computed, and counts. */
export async function refreshPull(pull: Pull): Promise<void> {
  const { repository, head } = pull;
  const ref = `refs/pull/${pull.number}/head`;
  if (head.repository === repository) {
    await updateRef(repository.gitDirectory, ref, head.sha);
  } else {
    const from = head.repository.gitDirectory;
    await fetchInto(repository.gitDirectory, from, `+refs/heads/${head.ref}:${ref}`);
  }
  const [files, commits] = await Promise.all([pullFiles(pull), pullCommits(pull)]);
  pull.counts = {
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changedFiles: files.length,
    commits: commits.length,
  };
}

async function synchronize(state: State, pull: Pull, after: string, sender: User): Promise<void> {
  const before = pull.head.sha;
  pull.head.sha = after;
  pull.updatedAt = timestamp(state);
  const tip = await branchTip(pull.repository.gitDirectory, pull.base.ref);
  pull.base.sha = tip ?? pull.base.sha;
  await refreshPull(pull);
  await followHead(pull);
  queuePullHook(state, pull, "synchronize", sender, { before, after });
}

/** In `push` alone, GitHub gives these times in seconds and two properties of old. */
function repositoryOfPush(state: State, repository: Repository): JsonObject {
  const createdAt = Date.parse(repository.createdAt) / 1000;
  return {
    ...serializeRepository(state, repository),
    created_at: createdAt,
    pushed_at: createdAt,
    stargazers: 0,
    master_branch: repository.defaultBranch,
  };
}

async function pushPayload(
  state: State,
  repository: Repository,
  push: { branch: string; before: string; after: string; sender: User },
): Promise<JsonObject> {
  const { branch, before, after, sender } = push;
  const commit = await readCommit(repository.gitDirectory, after);
  const isNew = before === noCommit;
  const person = { name: commit.author.name, email: commit.author.email };
  const pushed: JsonObject = {
    id: after,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: commit.author.date,
    url: serializeCommit(state, repository, commit).html_url ?? "",
    author: { ...person, date: commit.author.date },
    committer: { ...person, date: commit.author.date },
    added: [],
    removed: [],
    modified: [],
  };
  const forced = !isNew && !(await isAncestor(repository.gitDirectory, before, after));
  return {
    ref: `refs/heads/${branch}`,
    before,
    after,
    created: isNew,
    deleted: false,
    forced,
    base_ref: null,
    compare: `${repositoryPage(state, repository)}/compare/${before.slice(0, 12)}...${after.slice(0, 12)}`,
    commits: [pushed],
    head_commit: pushed,
    repository: repositoryOfPush(state, repository),
    pusher: { name: sender.login, email: `${sender.login}@example.com` },
  };
}

/** What a push sets off: a `push` event, and `synchronize` for the open pull requests it feeds. */
export async function announcePush(
  state: State,
  repository: Repository,
  push: { branch: string; before: string | null; after: string; sender: User },
): Promise<void> {
  const payload = await pushPayload(state, repository, {
    ...push,
    before: push.before ?? noCommit,
  });
  queueRepositoryHook(state, repository, {
    event: "push",
    action: null,
    sender: push.sender,
    payload,
  });
  const fed = allPulls(state).filter(
    ({ state: open, head }) =>
      open === "open" && head.repository === repository && head.ref === push.branch,
  );
  for (const pull of fed) await synchronize(state, pull, push.after, push.sender);
}
