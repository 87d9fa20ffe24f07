import type { PullHandle, RepositoryHandle, ReviewComment } from "@devflow/testkit";
import type { Bug } from "../life-cycle/bug-catalog.ts";
import type { Fate } from "./fates.ts";
import { words } from "./month-expert.ts";
import type { PlannedFinding, PlannedPull } from "./month-plan.ts";

/** Days from the opening of a pull request to the last thing that happens to it. */
export const daysOfPull = 5;

/** The only rule that any line of the month hits. */
const ruleOfMonth = "js-dynamic-code";

type Version = "bug" | "fixed" | "rewritten";

/** One pull request of the month, as people live with it: a step a day. */
export class LivePull {
  readonly plan: PlannedPull;
  readonly #repository: RepositoryHandle;
  /** Where its branch starts: the fake's merges leave others' files out of the base. */
  readonly #base: string;
  readonly #versions = new Map<Bug, Version>();
  #pull: PullHandle | null = null;

  constructor(plan: PlannedPull, repository: RepositoryHandle, base: string) {
    this.plan = plan;
    this.#repository = repository;
    this.#base = base;
    for (const { bug } of plan.findings) this.#versions.set(bug, "bug");
  }

  get pull(): PullHandle {
    if (this.#pull === null) throw new Error(`${this.plan.path} is not opened yet`);
    return this.#pull;
  }

  get isOpen(): boolean {
    return this.#pull !== null && this.#pull.record.state === "open";
  }

  /** What happens on a day of the month. */
  async live(day: number): Promise<void> {
    const steps = [this.#open, this.#talk, this.#change, this.#changeAgain, this.#end, this.#late];
    await steps[day - this.plan.day]?.call(this);
  }

  commentOf({ bug }: PlannedFinding): ReviewComment {
    const { path } = this.plan;
    const line =
      1 +
      this.#text("bug")
        .split("\n")
        .findIndex((each) => each.includes(bug.bug));
    const found = this.pull.botReviewComments.find(
      (each) => each.inReplyToId === null && each.path === path && each.originalLine === line,
    );
    if (found === undefined) throw new Error(`nothing was said about ${bug.name} in ${path}`);
    return found;
  }

  async #open(): Promise<void> {
    const branch = this.plan.path.replace(/\W/g, "-");
    await this.#repository.commit({ branch, from: this.#base, files: this.#files() });
    const options = { head: branch, title: `Add ${this.plan.path}`, author: "mia" };
    this.#pull = await this.#repository.openPullRequest(options);
  }

  /** A teammate says something of each function, where nobody else says anything. */
  async #talk(): Promise<void> {
    for (const [index] of this.plan.findings.entries()) {
      const place = { path: this.plan.path, line: lineOfTeammate(index) };
      await this.pull.reviewComment({ author: "kim", body: words.teammate, ...place });
    }
    for (const finding of this.plan.findings)
      talks[finding.fate]?.(this.pull, this.commentOf(finding));
  }

  async #change(): Promise<void> {
    let isChanged = false;
    for (const finding of this.plan.findings) {
      const { bug, fate } = finding;
      const version = changes[fate];
      if (version === undefined) continue;
      this.#versions.set(bug, version);
      if (fate === "commit_suggestion") await this.pull.commitSuggestion(this.commentOf(finding));
      else isChanged = true;
    }
    if (isChanged) await this.pull.push({ files: this.#files(), message: "Address the review" });
  }

  async #changeAgain(): Promise<void> {
    for (const { bug, fate } of this.plan.findings) {
      if (fate === "rewrite_and_revert") this.#versions.set(bug, "bug");
    }
    if (this.plan.findings.some(({ fate }) => fate === "rewrite_and_revert")) {
      await this.pull.push({ files: this.#files(), message: "Put it back" });
    }
    if (this.plan.findings.some(({ fate }) => fate === "switch_off")) await this.#switchOff();
    for (const finding of this.plan.findings) {
      secondThoughts[finding.fate]?.(this.pull, this.commentOf(finding));
    }
  }

  /** The team does not want the rule in this folder; the next push is reviewed without it. */
  async #switchOff(): Promise<void> {
    const folder = this.plan.path.slice(0, this.plan.path.lastIndexOf("/"));
    const settings = `rules:\n  disabled: [${ruleOfMonth}]\n`;
    await this.#repository.commit({ files: { [`${folder}/.devflow.yml`]: settings } });
    await this.pull.push({ files: { [`${folder}/notes.md`]: "Formulas are our own.\n" } });
  }

  async #end(): Promise<void> {
    if (this.plan.ending === "merged") await this.pull.merge("kim");
    if (this.plan.ending === "given_up") this.pull.close("mia");
  }

  #late(): void {
    if (this.isOpen) return;
    for (const finding of this.plan.findings) {
      if (finding.fate !== "late_thumb_up") continue;
      this.pull.react(this.commentOf(finding), { author: "kim", content: "+1" });
    }
  }

  #files(): Record<string, string> {
    return { [this.plan.path]: this.#text() };
  }

  #text(all?: Version): string {
    return this.plan.findings
      .map(({ bug }) => render(bug, all ?? this.#versions.get(bug) ?? "bug"))
      .join("\n");
  }
}

function render(bug: Bug, version: Version): string {
  const line =
    version === "rewritten" ? `throw new Error("${bug.name} is not there yet");` : bug[version];
  return [
    `export async function ${bug.name}(input: Input): Promise<unknown> {`,
    `  const ${bug.name}Started = begin("${bug.name}");`,
    `  ${line}`,
    `  return finish(${bug.name}Started);`,
    "}",
    "",
  ].join("\n");
}

const changes: Partial<Record<Fate, Version>> = {
  commit_suggestion: "fixed",
  type_suggestion: "fixed",
  rewrite: "rewritten",
  promise_and_rewrite: "rewritten",
  resolve_and_rewrite: "rewritten",
  rewrite_and_revert: "rewritten",
};

/** The first line of a function, which nobody ever changes; each has six lines with the one between. */
function lineOfTeammate(index: number): number {
  return 1 + 6 * index;
}

type Step = (pull: PullHandle, comment: ReviewComment) => unknown;

const reply =
  (author: string, body: string): Step =>
  (pull, comment) =>
    pull.replyTo(comment, { author, body });

const react =
  (author: string, content: string): Step =>
  (pull, comment) =>
    pull.react(comment, { author, content });

/** On the day after the opening. */
const talks: Partial<Record<Fate, Step>> = {
  promise_and_rewrite: reply("mia", words.promise),
  resolve_and_rewrite: (pull, comment) => pull.resolveThread(comment, "kim"),
  thumb_up: react("kim", "+1"),
  thumb_down: react("mia", "-1"),
  thumb_taken_back: react("mia", "-1"),
  agree: reply("mia", words.agree),
  disagree: reply("mia", words.disagree),
  disagree_then_edit_to_agree: reply("mia", words.disagree),
  reply_and_delete: reply("mia", words.disagree),
  ask: reply("mia", words.ask),
  resolve: (pull, comment) => pull.resolveThread(comment, "kim"),
  resolve_and_reopen: (pull, comment) => pull.resolveThread(comment, "kim"),
  dismiss_with_reason: reply("kim", `/dismiss ${words.reason}`),
  dismiss_without_reason: reply("kim", "/dismiss"),
  dismiss_for_later: reply("kim", `/dismiss ${words.later}`),
  stranger_dismisses: (pull, comment) => {
    reply("zoe", `/dismiss ${words.reason}`)(pull, comment);
    reply("zoe", words.agree)(pull, comment);
    react("zoe", "-1")(pull, comment);
  },
};

/** Two days later. */
const secondThoughts: Partial<Record<Fate, Step>> = {
  thumb_taken_back: (pull, comment) => pull.unreact(comment, { author: "mia", content: "-1" }),
  disagree_then_edit_to_agree: (pull, comment) =>
    pull.editComment(replyOf(pull, comment), { body: words.agree }),
  reply_and_delete: (pull, comment) => pull.deleteComment(replyOf(pull, comment)),
  resolve_and_reopen: (pull, comment) => pull.unresolveThread(comment, "kim"),
};

function replyOf(pull: PullHandle, comment: ReviewComment): ReviewComment {
  const found = pull.reviewComments.find(
    ({ author, inReplyToId }) => inReplyToId === comment.id && author.login === "mia",
  );
  if (found === undefined) throw new Error("nobody has answered");
  return found;
}
