import { deleteComment, editComment } from "../actions/comment-changes.ts";
import { addIssueComment } from "../actions/issue-comments.ts";
import { findInPull } from "../actions/positions-in-pull.ts";
import { refreshPull } from "../actions/pull-state.ts";
import { addReply, addReviewComment, announceReviewComment } from "../actions/review-comments.ts";
import { storeReview } from "../actions/reviews.ts";
import { setResolved } from "../actions/threads.ts";
import { branchTip, mergedTree, updateRef } from "../git/bare-repository.ts";
import type { Files } from "../git/commit-files.ts";
import { readBlob, readEntry } from "../git/read-content.ts";
import type { CheckRun, DiffSide, IssueComment, Pull, Review, ReviewComment } from "../model.ts";
import { serializeLabel } from "../serialize/pull.ts";
import { botUser, type State, timestamp, userOf } from "../state.ts";
import { applySuggestion, suggestionsIn } from "../suggestions/suggestion-patch.ts";
import { queuePullHook } from "../webhooks/queue-hook.ts";
import type { RepositoryHandle } from "./repository.ts";

/** A pull request in a test's hands: what people do to it, and what the bot left on it. */
export class PullHandle {
  readonly #state: State;
  readonly repository: RepositoryHandle;
  readonly record: Pull;

  constructor(state: State, repository: RepositoryHandle, record: Pull) {
    this.#state = state;
    this.repository = repository;
    this.record = record;
  }

  get number(): number {
    return this.record.number;
  }

  get headSha(): string {
    return this.record.head.sha;
  }

  get baseSha(): string {
    return this.record.base.sha;
  }

  get reviews(): Review[] {
    return this.record.reviews;
  }

  get reviewComments(): ReviewComment[] {
    return this.record.reviewComments;
  }

  get comments(): IssueComment[] {
    return this.record.comments;
  }

  /** What the App wrote, apart from what people wrote. */
  get botReviews(): Review[] {
    return this.reviews.filter((each) => each.author === botUser(this.#state));
  }

  get botReviewComments(): ReviewComment[] {
    return this.reviewComments.filter((each) => each.author === botUser(this.#state));
  }

  get botComments(): IssueComment[] {
    return this.comments.filter((each) => each.author === botUser(this.#state));
  }

  /** Check runs of the present head. */
  get checkRuns(): CheckRun[] {
    return this.repository.checkRuns.filter((run) => run.headSha === this.headSha);
  }

  /** Commits to the head branch: `push` and `synchronize`. Gives the new head. */
  push(change: { files: Files; message?: string; author?: string; force?: boolean }) {
    const { head } = this.record;
    const source =
      head.repository === this.repository.record
        ? this.repository
        : this.repository.sibling(head.repository);
    const { force, ...rest } = change;
    const from = force === true ? { from: this.record.base.sha } : {};
    return source.commit({ branch: head.ref, author: this.record.author.login, ...rest, ...from });
  }

  /**
   * Moves the head branch onto the newest base, as one commit with the same changes: a forced push.
   * Throws where the two conflict, and for a fork's branch. `files` are what the author changes on
   * the way.
   */
  async rebase(change: { files?: Files; message?: string } = {}): Promise<string> {
    const { record, repository } = this;
    if (record.head.repository !== repository.record) throw new Error("a fork rebases by itself");
    const base = (await repository.tip(record.base.ref)) ?? record.base.sha;
    const tree = await mergedTree(record.repository.gitDirectory, base, record.head.sha);
    return await repository.commit({
      branch: record.head.ref,
      author: record.author.login,
      message: change.message ?? "Rebased",
      from: base,
      files: change.files ?? {},
      tree,
    });
  }

  /** Commits a move of a file, with its content as it is or as `content`. */
  async rename(from: string, to: string, content?: string): Promise<string> {
    const { gitDirectory } = this.record.repository;
    const entry = await readEntry(gitDirectory, this.headSha, from);
    if (entry === null) throw new Error(`no file ${from} at the head`);
    const text = content ?? (await readBlob(gitDirectory, entry.sha));
    return await this.push({ files: { [from]: null, [to]: text }, message: `Move ${from}` });
  }

  close(by?: string): void {
    this.#setState("closed", null);
    this.#announce("closed", by);
  }

  /** Merges by fast-forwarding the base branch to a merge of both: here, to the head itself. */
  async merge(by?: string): Promise<void> {
    const { record } = this;
    const { gitDirectory } = record.repository;
    record.base.sha = (await branchTip(gitDirectory, record.base.ref)) ?? record.base.sha;
    this.#setState("closed", record.head.sha);
    await updateRef(gitDirectory, `refs/heads/${record.base.ref}`, record.head.sha);
    this.#announce("closed", by);
  }

  async reopen(by?: string): Promise<void> {
    this.#setState("open", null);
    await refreshPull(this.record);
    this.#announce("reopened", by);
  }

  readyForReview(by?: string): void {
    this.record.isDraft = false;
    this.#announce("ready_for_review", by);
  }

  convertToDraft(by?: string): void {
    this.record.isDraft = true;
    this.#announce("converted_to_draft", by);
  }

  edit(change: { title?: string; body?: string }, by?: string): void {
    const { record } = this;
    const changes = {
      ...(change.title === undefined ? {} : { title: { from: record.title } }),
      ...(change.body === undefined ? {} : { body: { from: record.body ?? "" } }),
    };
    record.title = change.title ?? record.title;
    record.body = change.body ?? record.body;
    this.#announce("edited", by, { changes });
  }

  /** Against another branch the same head is another change. */
  async changeBase(base: string, by?: string): Promise<void> {
    const { record } = this;
    const sha = await branchTip(record.repository.gitDirectory, base);
    if (sha === null) throw new Error(`no branch ${base}`);
    const from = { ref: { from: record.base.ref }, sha: { from: record.base.sha } };
    record.base = { ref: base, sha };
    await refreshPull(record);
    this.#announce("edited", by, { changes: { base: from } });
  }

  label(name: string, by?: string): void {
    if (!this.record.labels.includes(name)) this.record.labels.push(name);
    this.#announce("labeled", by, { label: serializeLabel(this.#state, this.record, name) });
  }

  /** A comment on the pull request as a whole. */
  comment(comment: { author?: string; body: string }): IssueComment {
    const author = userOf(this.#state, comment.author ?? this.record.author.login);
    return addIssueComment(this.#state, this.record, author, comment.body);
  }

  /** A comment on a line of the diff. Throws where GitHub would refuse it. */
  async reviewComment(comment: {
    author?: string;
    body: string;
    path: string;
    line: number;
    side?: DiffSide;
    startLine?: number;
    commitId?: string;
  }): Promise<ReviewComment> {
    const author = userOf(this.#state, comment.author ?? this.record.author.login);
    const commitId = comment.commitId ?? this.headSha;
    const place = await findInPull(this.record, commitId, comment);
    const review = { body: "", state: "COMMENTED" as const, commitId };
    const stored = addReviewComment(this.#state, this.record, {
      reviewId: storeReview(this.#state, this.record, author, review).id,
      author,
      body: comment.body,
      commitId,
      place,
      inReplyTo: null,
    });
    announceReviewComment(this.#state, this.record, stored);
    return stored;
  }

  /** An answer in the thread of a comment on a line. */
  replyTo(comment: ReviewComment, reply: { author?: string; body: string }): ReviewComment {
    const rootId = comment.inReplyToId ?? comment.id;
    const root = this.reviewComments.find((each) => each.id === rootId) ?? comment;
    const author = userOf(this.#state, reply.author ?? this.record.author.login);
    const review = { body: "", state: "COMMENTED" as const, commitId: root.originalCommitId };
    const reviewId = storeReview(this.#state, this.record, author, review).id;
    const stored = addReply(this.#state, this.record, root, { reviewId, author, body: reply.body });
    announceReviewComment(this.#state, this.record, stored);
    return stored;
  }

  /** Somebody resolves the conversation of a comment: queues `pull_request_review_thread`. */
  resolveThread(comment: ReviewComment, by = this.record.author.login): void {
    const change = { isResolved: true, by: userOf(this.#state, by) };
    setResolved(this.#state, this.record, comment.thread, change);
  }

  unresolveThread(comment: ReviewComment, by = this.record.author.login): void {
    const change = { isResolved: false, by: userOf(this.#state, by) };
    setResolved(this.#state, this.record, comment.thread, change);
  }

  editComment(comment: IssueComment | ReviewComment, change: { body: string; by?: string }): void {
    const by = userOf(this.#state, change.by ?? comment.author.login);
    editComment(this.#state, this.record, comment, { body: change.body, by });
  }

  deleteComment(comment: IssueComment | ReviewComment, by = comment.author.login): void {
    deleteComment(this.#state, this.record, comment, userOf(this.#state, by));
  }

  /** A person's reaction; GitHub sends no webhook for reactions. */
  react(to: IssueComment | ReviewComment, reaction: { author: string; content: string }): void {
    to.reactions.push({
      id: this.#state.nextId(),
      author: userOf(this.#state, reaction.author),
      content: reaction.content,
      createdAt: timestamp(this.#state),
    });
  }

  /** Takes a reaction back; throws when there is none. */
  unreact(to: IssueComment | ReviewComment, reaction: { author: string; content: string }): void {
    const { author, content } = reaction;
    const at = to.reactions.findIndex(
      (each) => each.author.login === author && each.content === content,
    );
    if (at === -1) throw new Error(`no ${content} of ${author}`);
    to.reactions.splice(at, 1);
  }

  /**
   * "Commit suggestion": the first one of the comment replaces its lines at the head, with GitHub's
   * message. Throws where GitHub does not offer it. Gives the new head.
   */
  async commitSuggestion(comment: ReviewComment, by = this.record.author.login): Promise<string> {
    const { path, line, startLine } = comment;
    const [suggestion] = suggestionsIn(comment.body);
    const { gitDirectory } = this.record.head.repository;
    const entry = await readEntry(gitDirectory, this.headSha, path);
    if (suggestion === undefined || line === null || entry === null) {
      throw new Error(`no suggestion that can be committed on ${path}`);
    }
    const text = (await readBlob(gitDirectory, entry.sha)).toString("utf8");
    const replaced = { path, text, startLine: startLine ?? line, line, suggestion };
    const after = applySuggestion(replaced);
    if (after === null) throw new Error(`the suggestion on ${path} is beyond the end of the file`);
    const coAuthor = `Co-authored-by: ${comment.author.login} <${comment.author.login}@example.com>`;
    const message = `Apply suggestion from @${comment.author.login}\n\n${coAuthor}`;
    return await this.push({ files: { [path]: after }, message, author: by });
  }

  #setState(state: Pull["state"], mergeCommitSha: string | null): void {
    const { record } = this;
    const now = timestamp(this.#state);
    record.state = state;
    record.closedAt = state === "closed" ? now : null;
    record.mergedAt = mergeCommitSha === null ? null : now;
    record.mergeCommitSha = mergeCommitSha;
  }

  #announce(action: string, by: string | undefined, extra = {}): void {
    this.record.updatedAt = timestamp(this.#state);
    const sender = userOf(this.#state, by ?? this.record.author.login);
    queuePullHook(this.#state, this.record, action, sender, extra);
  }
}
