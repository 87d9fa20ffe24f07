import type { LifeCycle } from "./life-cycle.ts";
import type { Random } from "./random.ts";

type Operation = (cycle: LifeCycle, random: Random) => Promise<void> | null;

/** What people do to a pull request. Null: not possible now. */
export const operations: Readonly<Record<string, Operation>> = {
  "push something else": (cycle) => {
    cycle.world.addClean();
    return cycle.push();
  },
  "make a mistake": (cycle, random) =>
    withBug(random.pick(cycle.world.unplanted), (bug) => {
      cycle.world.plant(bug);
      return cycle.push();
    }),
  "fix one": (cycle, random) =>
    withBug(random.pick(cycle.world.present), (bug) => {
      cycle.world.set(bug, "fixed");
      return cycle.push();
    }),
  "fix two at once": (cycle) => {
    const [first, second] = cycle.world.present;
    if (first === undefined || second === undefined) return null;
    cycle.world.set(first, "fixed");
    cycle.world.set(second, "fixed");
    return cycle.push();
  },
  revert: (cycle, random) =>
    withBug(random.pick(cycle.world.absent), (bug) => {
      cycle.world.set(bug, "bug");
      return cycle.push();
    }),
  "edit the line before": (cycle, random) =>
    withBug(random.pick(cycle.world.present), (bug) => {
      cycle.world.editNear(bug);
      return cycle.push();
    }),
  "write the mistake otherwise": (cycle, random) =>
    withBug(random.pick(cycle.world.present), (bug) => {
      cycle.world.set(bug, "edited");
      return cycle.push();
    }),
  indent: (cycle, random) =>
    withBug(random.pick(cycle.world.present), (bug) => {
      cycle.world.indent(bug);
      return cycle.push();
    }),
  "force-push": (cycle) => {
    cycle.world.addClean();
    return cycle.push({ force: true });
  },
  amend: (cycle) => cycle.push({ force: true }),
  rebase: (cycle) => cycle.rebase(),
  "rename a file": (cycle) => cycle.renameFile(),
  "push twice": async (cycle) => {
    cycle.world.addClean();
    await cycle.pushWithoutWaiting();
    cycle.world.addClean();
    await cycle.push();
  },
  answer: (cycle, random) => withBug(random.pick(cycle.undecided), (bug) => cycle.answer(bug)),
  dismiss: (cycle, random) =>
    withBug(random.pick(cycle.undecided), (bug) => cycle.dismiss(bug, "")),
  "dismiss with a reason": (cycle, random) =>
    withBug(random.pick(cycle.undecided), (bug) => cycle.dismiss(bug, "this is as we want it")),
  resolve: (cycle, random) => withBug(random.pick(cycle.undecided), (bug) => cycle.resolve(bug)),
  unresolve: (cycle, random) =>
    cycle.isPaused ? null : withBug(random.pick(cycle.decided), (bug) => cycle.reopen(bug)),
  "review everything again": (cycle) => (cycle.isPaused ? null : cycle.reviewEverything()),
  "delete a comment": (cycle, random) =>
    cycle.isPaused
      ? null
      : withBug(random.pick(cycle.undecided), (bug) => cycle.deleteComment(bug)),
  "copy a comment": (cycle, random) =>
    withBug(random.pick(cycle.undecided), (bug) => cycle.copyComment(bug)),
  "lose the database": (cycle) => (cycle.isPaused ? null : cycle.loseDatabase()),
  "hold and publish": (cycle, random) =>
    cycle.isPaused
      ? null
      : withBug(random.pick(cycle.world.unplanted), (bug) => cycle.holdAndPublish(bug)),
  "hold and push on": (cycle, random) =>
    cycle.isPaused
      ? null
      : withBug(random.pick(cycle.world.unplanted), (bug) => cycle.holdAndPushOn(bug)),
  pause: (cycle) => (cycle.isPaused ? null : cycle.pause()),
  resume: (cycle) => (cycle.isPaused ? cycle.resume() : null),
};

function withBug<T>(bug: T | undefined, work: (bug: T) => Promise<void>): Promise<void> | null {
  return bug === undefined ? null : work(bug);
}
