import type { PullHandle, RepositoryHandle } from "@devflow/testkit";
import { expect } from "vitest";
import { type DevFlow, endedReview } from "../devflow-instance.ts";
import { type Bug, bugs, bugsIn } from "./bug-catalog.ts";
import { PullWorld } from "./pull-world.ts";
import type { Random } from "./random.ts";

type Decision = "dismissed" | "resolved";

/** On a busy machine a step of several pull requests at once takes its time. */
const patienceMs = 240_000;

/** What a life cycle needs of the test around it. */
export interface Surroundings {
  random: Random;
  deliver(): Promise<unknown>;
  /** Switches holding reviews on or off, on the base branch. */
  setHold(isHeld: boolean): Promise<unknown>;
}

interface RemarkRow extends Record<string, unknown> {
  id: number;
  github_comment_id: number | null;
  state: string;
}

/**
 * One pull request from its opening to its merge, and beside it the simplest account of what must
 * have been said about it: every mistake that is, or ever was, at a reviewed head has one comment,
 * and its remark is open exactly as long as the mistake is there and nobody has decided about it.
 */
export class LifeCycle {
  readonly world: PullWorld;
  /** For the message of a failure. */
  readonly history: string[] = [];
  readonly #devflow: DevFlow;
  readonly #repository: RepositoryHandle;
  readonly #pull: PullHandle;
  readonly #around: Surroundings;
  /** What the files were at each head. */
  readonly #heads = new Map<string, Record<string, string>>();
  readonly #said = new Set<Bug>();
  readonly #decided = new Map<Bug, Decision>();
  /** Their comments were deleted by people. */
  readonly #deleted = new Set<Bug>();
  #pushed: Record<string, string>;
  #isPaused = false;
  #isRenamed = false;
  #moves = 0;

  constructor(
    devflow: DevFlow,
    repository: RepositoryHandle,
    pull: PullHandle,
    world: PullWorld,
    around: Surroundings,
  ) {
    this.#devflow = devflow;
    this.#repository = repository;
    this.#pull = pull;
    this.world = world;
    this.#around = around;
    this.#pushed = world.texts();
    this.#heads.set(pull.headSha, this.#pushed);
  }

  static async open(
    devflow: DevFlow,
    repository: RepositoryHandle,
    around: Surroundings,
  ): Promise<LifeCycle> {
    const world = new PullWorld(around.random, 3);
    await repository.commit({ branch: "change", files: world.texts() });
    const pull = await repository.openPullRequest({ head: "change", title: "Add functions" });
    const cycle = new LifeCycle(devflow, repository, pull, world, around);
    await cycle.#reviewed();
    return cycle;
  }

  get undecided(): Bug[] {
    return this.world.present.filter(
      (bug) => this.#said.has(bug) && !this.#decided.has(bug) && !this.#deleted.has(bug),
    );
  }

  get decided(): Bug[] {
    return [...this.#decided.keys()].filter((bug) => !this.#deleted.has(bug));
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Pushes what the world has become, reviews it and checks. */
  async push(options: { force?: boolean } = {}): Promise<void> {
    await this.pushWithoutWaiting(options);
    await this.#reviewed();
  }

  async pushWithoutWaiting({ force = false }: { force?: boolean } = {}): Promise<void> {
    const texts = this.world.texts();
    const gone = Object.keys(this.#pushed).filter((path) => texts[path] === undefined);
    const files = {
      ...(force ? {} : Object.fromEntries(gone.map((path) => [path, null]))),
      ...texts,
    };
    await this.#pull.push({ files, force, message: `Change ${this.#heads.size}` });
    this.#pushed = texts;
    this.#heads.set(this.#pull.headSha, texts);
    await this.#around.deliver();
  }

  async rebase(): Promise<void> {
    this.#moves += 1;
    const files = { [`docs/${this.#moves}.md`]: "The base goes on.\n" };
    await this.#repository.commit({ files });
    await this.#pull.rebase({ message: `Rebased ${this.#moves}` });
    this.#heads.set(this.#pull.headSha, this.#pushed);
    await this.#reviewed();
  }

  async renameFile(): Promise<void> {
    this.#moves += 1;
    this.#isRenamed = true;
    const [from = "src/a.ts"] = this.world.files.keys();
    this.world.rename(from, `src/moved${this.#moves}.ts`);
    await this.push();
  }

  async answer(bug: Bug): Promise<void> {
    const comment = this.#commentOf(bug);
    this.#pull.replyTo(comment, { author: "kim", body: "I am not sure about this." });
    await this.#around.deliver();
  }

  async dismiss(bug: Bug, reason: string): Promise<void> {
    await this.#command(`/dismiss ${reason}`.trim(), this.#commentOf(bug));
    this.#decided.set(bug, "dismissed");
  }

  async resolve(bug: Bug): Promise<void> {
    this.#pull.resolveThread(this.#commentOf(bug), "kim");
    await this.#around.deliver();
    await this.#adopted(bug, "resolved");
    this.#decided.set(bug, "resolved");
  }

  /** A person's second thought. */
  async reopen(bug: Bug): Promise<void> {
    if (this.#decided.get(bug) !== "resolved") return;
    this.#pull.unresolveThread(this.#commentOf(bug), "kim");
    await this.#around.deliver();
    await this.#adopted(bug, "open");
    this.#decided.delete(bug);
    // What was opened again by hand and is not there is fixed at the next look.
    this.world.addClean();
    await this.push();
  }

  /** Somebody finds a comment of ours wrong, and takes it away. */
  async deleteComment(bug: Bug): Promise<void> {
    this.#pull.deleteComment(this.#commentOf(bug), "kim");
    this.#deleted.add(bug);
    await this.push();
  }

  /** Somebody writes what we would write, marker and all. */
  async copyComment(bug: Bug): Promise<void> {
    const { body } = this.#commentOf(bug);
    this.#pull.comment({ author: "mallory", body });
    this.#pull.replyTo(this.#commentOf(bug), { author: "mallory", body });
    await this.push();
  }

  /**
   * Everything of this repository is lost but for what GitHub has. That knows nothing of a comment
   * that was deleted, nor where a file went in which an expert said something in other words.
   */
  async loseDatabase(): Promise<void> {
    if (this.#deleted.size > 0 || this.#isRenamed) return;
    for (const table of ["reviews", "remarks", "dismissals", "commands"]) {
      await this.#devflow.database.query(
        `DELETE FROM ${table} USING repositories
          WHERE repositories.id = repository_id AND repositories.github_id = $1`,
        [this.#repository.id],
      );
    }
    // That it was a dismissal, and why, is nowhere on GitHub.
    for (const bug of this.#decided.keys()) this.#decided.set(bug, "resolved");
    this.world.addClean();
    await this.push();
  }

  /** A review that waits says nothing; published, it says what a review says. */
  async holdAndPublish(bug: Bug): Promise<void> {
    await this.#around.setHold(true);
    this.world.plant(bug);
    await this.pushWithoutWaiting();
    const { state } = await endedReview(this.#devflow.database, this.#pull.headSha, patienceMs);
    expect(state).toBe("held");
    this.#checkComments();
    await this.#command("/publish");
    await this.#around.setHold(false);
    await this.#reviewed();
  }

  /** The waiting review is overtaken: what it would have said is said by the next one. */
  async holdAndPushOn(bug: Bug): Promise<void> {
    await this.#around.setHold(true);
    this.world.plant(bug);
    await this.pushWithoutWaiting();
    const { state } = await endedReview(this.#devflow.database, this.#pull.headSha, patienceMs);
    expect(state).toBe("held");
    await this.#around.setHold(false);
    this.world.addClean();
    await this.push();
  }

  async reviewEverything(): Promise<void> {
    await this.#command("/review full");
    await this.#reviewed();
  }

  async pause(): Promise<void> {
    await this.#command("/pause");
    this.#isPaused = true;
  }

  async resume(): Promise<void> {
    await this.#command("/resume");
    this.#isPaused = false;
    await this.#reviewed();
  }

  async merge(): Promise<void> {
    await this.#pull.merge();
    await this.#around.deliver();
    await this.check();
  }

  async #command(body: string, thread?: PullHandle["botReviewComments"][number]): Promise<void> {
    const { id } =
      thread === undefined
        ? this.#pull.comment({ author: "kim", body })
        : this.#pull.replyTo(thread, { author: "kim", body });
    await this.#around.deliver();
    const states = () =>
      this.#devflow.database.query(
        "SELECT state, outcome FROM commands WHERE comment_id = $1 AND state <> 'queued'",
        [id],
      );
    await expect.poll(states, { timeout: patienceMs }).toHaveLength(1);
    const told = await states();
    expect(told, `${body}: ${JSON.stringify(told)}`).toMatchObject([{ state: "done" }]);
  }

  /** The webhook of a thread has been worked. */
  async #adopted(bug: Bug, state: string): Promise<void> {
    const read = () =>
      this.#devflow.database.query("SELECT state FROM remarks WHERE github_comment_id = $1", [
        this.#commentOf(bug).id,
      ]);
    await expect.poll(read, { timeout: patienceMs }).toEqual([{ state }]);
  }

  async #reviewed(): Promise<void> {
    await this.#around.deliver();
    const { state } = await endedReview(this.#devflow.database, this.#pull.headSha, patienceMs);
    expect(state).toBe(this.#isPaused ? "skipped" : "posted");
    if (!this.#isPaused) {
      for (const bug of this.world.present) this.#said.add(bug);
      await this.#checkConclusion();
      this.#checkThreads();
    } else {
      expect(this.#conclusion()).toBe("neutral");
    }
    await this.check();
  }

  /** What must hold after every step. */
  async check(): Promise<void> {
    const comments = this.#checkComments();
    if (this.#isPaused) return;
    const rows = await this.#remarks();
    expect(rows).toHaveLength(this.#said.size);
    const states = Object.fromEntries(
      rows.flatMap(({ github_comment_id, state }) => {
        const comment = comments.find(({ id }) => id === github_comment_id);
        return comment === undefined ? [] : [[this.#bugOf(comment).name, state]];
      }),
    );
    const wanted = Object.fromEntries(this.#commented.map((bug) => [bug.name, this.#stateOf(bug)]));
    expect(sorted(states)).toBe(sorted(wanted));
  }

  /** What was said, but for what people deleted: that is not said again either. */
  get #commented(): Bug[] {
    return [...this.#said].filter((bug) => !this.#deleted.has(bug));
  }

  #checkComments(): PullHandle["botReviewComments"] {
    const comments = this.#pull.botReviewComments.filter(({ inReplyToId }) => inReplyToId === null);
    const said = comments.map((comment) => this.#bugOf(comment).name).sort();
    const wanted = this.#commented.map(({ name }) => name).sort();
    expect(said.join(), "every mistake has one comment").toBe(wanted.join());
    return comments;
  }

  #stateOf(bug: Bug): string {
    return this.#decided.get(bug) ?? (this.world.present.includes(bug) ? "open" : "fixed");
  }

  async #checkConclusion(): Promise<void> {
    const isOpen = this.world.present.some((bug) => !this.#decided.has(bug));
    expect(this.#conclusion(), "the check says what stands").toBe(isOpen ? "failure" : "success");
  }

  /** Resolved exactly where the mistake is put right, or where a person has decided. */
  #checkThreads(): void {
    const resolved = this.#commented.filter(
      (bug) => this.#commentOf(bug).thread.resolvedBy !== null,
    );
    const settled = this.#commented.filter((bug) => this.#stateOf(bug) !== "open");
    const names = (from: Bug[]) => from.map(({ name }) => name).join();
    expect(names(resolved), "threads are resolved").toBe(names(settled));
  }

  #conclusion(): string | null | undefined {
    return this.#pull.checkRuns.at(-1)?.conclusion;
  }

  #remarks(): Promise<RemarkRow[]> {
    return this.#devflow.database.query<RemarkRow>(
      `SELECT remarks.id, github_comment_id, remarks.state FROM remarks
         JOIN repositories ON repositories.id = remarks.repository_id
        WHERE repositories.github_id = $1`,
      [this.#repository.id],
    );
  }

  #commentOf(bug: Bug) {
    const comment = this.#pull.botReviewComments.find(
      (each) => each.inReplyToId === null && this.#bugOf(each) === bug,
    );
    if (comment === undefined) throw new Error(`no comment about ${bug.name}`);
    return comment;
  }

  /** By its words, or by the line that it was written beside. */
  #bugOf(comment: PullHandle["botReviewComments"][number]): Bug {
    const byWords = bugs.find(({ name }) => comment.body.includes(`goes wrong in ${name}`));
    if (byWords !== undefined) return byWords;
    const text = this.#heads.get(comment.originalCommitId)?.[comment.path] ?? "";
    const line = text.split("\n")[(comment.originalLine ?? 0) - 1] ?? "";
    const [byLine] = bugsIn(line);
    if (byLine === undefined) throw new Error(`a comment about nothing: ${comment.body}\n${line}`);
    return byLine;
  }
}

/** For messages that show the difference. */
function sorted(states: Record<string, string>): string {
  return Object.entries(states)
    .map(([name, state]) => `${name} ${state}`)
    .sort()
    .join(", ");
}
