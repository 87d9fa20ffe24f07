import { announcePush, refreshPull } from "../actions/pull-state.ts";
import { branchTip, deleteRef, fetchInto } from "../git/bare-repository.ts";
import { commitFiles, type Files } from "../git/commit-files.ts";
import { type HistoryOptions, seedHistory } from "../history/seed-history.ts";
import type { CheckRun, Permission, Pull, Repository } from "../model.ts";
import { fullName, type State, timestamp, userOf } from "../state.ts";
import { queuePullHook } from "../webhooks/queue-hook.ts";
import { PullHandle } from "./pull.ts";

export interface CommitOptions {
  branch?: string;
  files: Files;
  message?: string;
  author?: string;
  /** Where a new branch starts, or where an old one is forced to; the default branch otherwise. */
  from?: string;
  /** The tree to begin with instead of the parent's. */
  tree?: string;
}

export interface OpenPullOptions {
  head: string;
  base?: string;
  title?: string;
  body?: string | null;
  draft?: boolean;
  author?: string;
  labels?: string[];
  /** The fork that holds the head branch. */
  fork?: RepositoryHandle;
}

/** A repository in a test's hands. */
export class RepositoryHandle {
  readonly #state: State;
  readonly record: Repository;

  constructor(state: State, record: Repository) {
    this.#state = state;
    this.record = record;
  }

  get owner(): string {
    return this.record.owner.login;
  }

  get name(): string {
    return this.record.name;
  }

  get id(): number {
    return this.record.id;
  }

  get cloneUrl(): string {
    return `${this.#state.url}/${fullName(this.record)}.git`;
  }

  /** The bare repository on disk, for tests that want to look with git. */
  get gitDirectory(): string {
    return this.record.gitDirectory;
  }

  get checkRuns(): CheckRun[] {
    return this.record.checkRuns;
  }

  sibling(record: Repository): RepositoryHandle {
    return new RepositoryHandle(this.#state, record);
  }

  tip(branch = this.record.defaultBranch): Promise<string | null> {
    return branchTip(this.record.gitDirectory, branch);
  }

  setPermission(login: string, permission: Permission): void {
    const user = userOf(this.#state, login);
    this.record.permissions.set(user.login.toLowerCase(), permission);
  }

  /**
   * Commits and pushes: queues `push`, and `synchronize` for open pull requests of the branch.
   * A branch that does not exist starts at `from` or at the default branch. Gives the commit.
   */
  async commit(options: CommitOptions): Promise<string> {
    const { gitDirectory, defaultBranch } = this.record;
    const branch = options.branch ?? defaultBranch;
    const before = await this.tip(branch);
    const parent = options.from ?? before ?? (await this.tip());
    const sender = userOf(this.#state, options.author ?? this.owner);
    const after = await commitFiles(gitDirectory, {
      branch,
      parent,
      tree: options.tree ?? null,
      files: options.files,
      message: options.message ?? "Change files",
      author: { name: sender.login, email: `${sender.login}@example.com` },
      time: Math.floor(this.#state.now().getTime() / 1000),
    });
    await announcePush(this.#state, this.record, { branch, before, after, sender });
    return after;
  }

  /**
   * Takes a branch of a repository on disk, with its history: `from` is its folder, `revision`
   * what to take. No webhook.
   */
  async takeBranch(branch: string, from: string, revision: string): Promise<void> {
    await fetchInto(this.record.gitDirectory, from, `+${revision}:refs/heads/${branch}`);
  }

  async deleteBranch(branch: string): Promise<void> {
    await deleteRef(this.record.gitDirectory, `refs/heads/${branch}`);
  }

  /**
   * Merged pull requests made out of the history of the default branch, with what people said on
   * them. Queues nothing.
   */
  async seedHistory(options: HistoryOptions): Promise<PullHandle[]> {
    const pulls = await seedHistory(this.#state, this.record, options);
    return pulls.map((each) => new PullHandle(this.#state, this, each));
  }

  /** GitHub throws a commit away that no ref needs: nothing of it can be asked for any more. */
  loseCommit(sha: string): void {
    this.record.lostCommits.add(sha);
  }

  /** A fork with all branches, owned by somebody else. The App is not installed there. */
  async fork(owner: string, name = this.name): Promise<RepositoryHandle> {
    const fork = await this.#state.makeRepository({ owner, name, isPrivate: false });
    fork.parent = this.record;
    await fetchInto(fork.gitDirectory, this.record.gitDirectory, "+refs/heads/*:refs/heads/*");
    return new RepositoryHandle(this.#state, fork);
  }

  /** Opens a pull request and queues `opened`. */
  async openPullRequest(options: OpenPullOptions): Promise<PullHandle> {
    const pull = await this.#newPull(options);
    this.record.pulls.set(pull.number, pull);
    await refreshPull(pull);
    queuePullHook(this.#state, pull, "opened", pull.author);
    return new PullHandle(this.#state, this, pull);
  }

  pull(number: number): PullHandle {
    const record = this.record.pulls.get(number);
    if (record === undefined) throw new Error(`no pull request ${number}`);
    return new PullHandle(this.#state, this, record);
  }

  get pulls(): PullHandle[] {
    return [...this.record.pulls.values()].map((each) => new PullHandle(this.#state, this, each));
  }

  async #newPull(options: OpenPullOptions): Promise<Pull> {
    const source = options.fork ?? this;
    const baseRef = options.base ?? this.record.defaultBranch;
    const headSha = await source.tip(options.head);
    const baseSha = await this.tip(baseRef);
    if (headSha === null)
      throw new Error(`no branch ${options.head} in ${fullName(source.record)}`);
    if (baseSha === null) throw new Error(`no branch ${baseRef} in ${fullName(this.record)}`);
    const now = timestamp(this.#state);
    return {
      id: this.#state.nextId(),
      number: this.record.pulls.size + 1,
      repository: this.record,
      title: options.title ?? `Merge ${options.head}`,
      body: options.body ?? null,
      state: "open",
      isDraft: options.draft ?? false,
      author: userOf(this.#state, options.author ?? "octocat"),
      labels: [...(options.labels ?? [])],
      head: { repository: source.record, ref: options.head, sha: headSha },
      base: { ref: baseRef, sha: baseSha },
      createdAt: now,
      updatedAt: now,
      closedAt: null,
      mergedAt: null,
      mergeCommitSha: null,
      counts: { additions: 0, deletions: 0, changedFiles: 0, commits: 0 },
      reviews: [],
      reviewComments: [],
      comments: [],
    };
  }
}
