import type { Hindsight, Replay } from "@devflow/backtest";
import type { LocalRepository } from "@devflow/git";
import type { Progress } from "../progress.ts";
import type { ChosenChange } from "./choose-changes.ts";
import type { Journal } from "./journal.ts";
import { type ReplayHistory, replayChange } from "./replay-change.ts";
import type { Reviewer } from "./reviewer.ts";
import { whyUnreadable } from "./why-unreadable.ts";

export interface ReplayRun {
  repository: LocalRepository;
  reviewers: readonly Reviewer[];
  /** Newest first. */
  chosen: readonly ChosenChange[];
  hindsightOf(change: ChosenChange): Promise<Hindsight>;
  history: ReplayHistory | null;
  journal: Journal;
}

/** Replays what the journal has not, oldest first. Raises what the signal was aborted with. */
export async function runReplays(
  { repository, reviewers, chosen, hindsightOf, history, journal }: ReplayRun,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const isDone = ({ change }: ChosenChange) =>
    journal.replays.has(change.landedSha) ||
    journal.notReplayed.some(({ name }) => name === change.name);
  const open = chosen.toReversed().filter((each) => !isDone(each));
  const startedAt = performance.now();
  for (const [done, each] of open.entries()) {
    signal.throwIfAborted();
    const left = ((performance.now() - startedAt) / Math.max(1, done)) * (open.length - done);
    const estimate = done === 0 ? "" : `, ${minutes(left)} left`;
    progress.step(`Replaying ${each.change.name}${estimate}`, done + 1, open.length);
    if (done > 0 && done % Math.ceil(open.length / 10) === 0 && !process.stderr.isTTY) {
      progress.note(`${done} of ${open.length} replayed${estimate}`);
    }
    await journal.add(await replayOne(each));
  }

  async function replayOne(each: ChosenChange) {
    const { change, added } = each;
    try {
      const { reviews, paths } = await replayChange(repository, reviewers, each, history, signal);
      const hindsight = await hindsightOf(each);
      const addedLines = Object.fromEntries(
        Object.entries(added).filter(([path]) => paths.has(path)),
      );
      // Nobody would review them: what was fixed there says nothing of the reviewer.
      const fixes = hindsight.fixes?.filter(({ path }) => paths.has(path)) ?? null;
      return { change, addedLines, ...hindsight, fixes, reviews } satisfies Replay;
    } catch (thrown) {
      signal.throwIfAborted();
      const detail = whyUnreadable(thrown);
      return { name: change.name, title: change.title, reason: "cannot be read", detail };
    }
  }
}

function minutes(ms: number): string {
  return ms < 90_000 ? `about ${Math.ceil(ms / 1_000)} s` : `about ${Math.round(ms / 60_000)} min`;
}
