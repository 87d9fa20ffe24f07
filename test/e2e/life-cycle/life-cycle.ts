import type { PullHandle, RepositoryHandle } from "@devflow/testkit";
import { expect } from "vitest";
import { type DevFlow, endedReview } from "../devflow-instance.ts";
import { type Bug, bugs, bugsIn } from "./bug-catalog.ts";
import { PullWorld } from "./pull-world.ts";
import type { Random } from "./random.ts";

type Decision = "dismissed" | "resolved";

/** On a busy machine a step of several pull requests at once takes its time. */
const patienceMs = 90_000;

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
  readonly #deliver: () => Promise<unknown>;
  /** What the files were at each head. */
  readonly #heads = new Map<string, Record<string, string>>();
  readonly #said = new Set<Bug>();
  readonly #decided = new Map<Bug, Decision>();
  #pushed: Record<string, string>;
  #isPaused = false;
  #moves = 0;

  constructor(
    devflow: DevFlow,
    repository: RepositoryHandle,
    pull: PullHandle,
    world: PullWorld,
    deliver: () => Promise<unknown>,
  ) {
    this.#devflow = devflow;
    this.#repository = repository;
    this.#pull = pull;
    this.world = world;
    this.#deliver = deliver;
    this.#pushed = world.texts();
    this.#heads.set(pull.headSha, this.#pushed);
  }

  static async open(
    devflow: DevFlow,
    repository: RepositoryHandle,
    random: Random,
    deliver: () => Promise<unknown>,
  ): Promise<LifeCycle> {
    const world = new PullWorld(random, 3);
    await repository.commit({ branch: "change", files: world.texts() });
    const pull = await repository.openPullRequest({ head: "change", title: "Add functions" });
    const cycle = new LifeCycle(devflow, repository, pull, world, deliver);
    await cycle.#reviewed();
    return cycle;
  }

  get undecided(): Bug[] {
    return this.world.present.filter((bug) => this.#said.has(bug) && !this.#decided.has(bug));
  }

  get decided(): Bug[] {
    return [...this.#decided.keys()];
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
    await this.#deliver();
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
    const [from = "src/a.ts"] = this.world.files.keys();
    this.world.rename(from, `src/moved${this.#moves}.ts`);
    await this.push();
  }

  async answer(bug: Bug): Promise<void> {
    const comment = this.#commentOf(bug);
    this.#pull.replyTo(comment, { author: "kim", body: "I am not sure about this." });
    await this.#deliver();
  }

  async dismiss(bug: Bug, reason: string): Promise<void> {
    await this.#command(`/dismiss ${reason}`.trim(), this.#commentOf(bug));
    this.#decided.set(bug, "dismissed");
  }

  async resolve(bug: Bug): Promise<void> {
    this.#pull.resolveThread(this.#commentOf(bug), "kim");
    await this.#deliver();
    await this.#adopted(bug, "resolved");
    this.#decided.set(bug, "resolved");
  }

  /** A person's second thought. */
  async reopen(bug: Bug): Promise<void> {
    if (this.#decided.get(bug) !== "resolved") return;
    this.#pull.unresolveThread(this.#commentOf(bug), "kim");
    await this.#deliver();
    await this.#adopted(bug, "open");
    this.#decided.delete(bug);
    // What was opened again by hand and is not there is fixed at the next look.
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
    await this.#deliver();
    await this.check();
  }

  async #command(body: string, thread?: PullHandle["botReviewComments"][number]): Promise<void> {
    const { id } =
      thread === undefined
        ? this.#pull.comment({ author: "kim", body })
        : this.#pull.replyTo(thread, { author: "kim", body });
    await this.#deliver();
    const states = () =>
      this.#devflow.database.query("SELECT state FROM commands WHERE comment_id = $1", [id]);
    await expect.poll(states, { timeout: patienceMs }).toEqual([{ state: "done" }]);
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
    await this.#deliver();
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
    const comments = this.#pull.botReviewComments.filter(({ inReplyToId }) => inReplyToId === null);
    const said = comments.map((comment) => this.#bugOf(comment).name).sort();
    const wantedComments = [...this.#said].map(({ name }) => name).sort();
    expect(said.join(), "every mistake has one comment").toBe(wantedComments.join());
    if (this.#isPaused) return;
    const rows = await this.#remarks();
    const states = Object.fromEntries(
      rows.map(({ github_comment_id, state }) => {
        const comment = comments.find(({ id }) => id === github_comment_id);
        return [comment === undefined ? "unknown" : this.#bugOf(comment).name, state];
      }),
    );
    expect(rows).toHaveLength(comments.length);
    const wanted = Object.fromEntries([...this.#said].map((bug) => [bug.name, this.#stateOf(bug)]));
    expect(sorted(states)).toBe(sorted(wanted));
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
    const resolved = [...this.#said].filter(
      (bug) => this.#commentOf(bug).thread.resolvedBy !== null,
    );
    const settled = [...this.#said].filter((bug) => this.#stateOf(bug) !== "open");
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
