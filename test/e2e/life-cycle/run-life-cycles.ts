import { type FakeGitHub, startFakeGitHub } from "@devflow/testkit";
import { startModelServer } from "@devflow/testkit/model-server";
import { type DevFlow, type Store, startDevFlow } from "../devflow-instance.ts";
import { LifeCycle } from "./life-cycle.ts";
import { operations } from "./operations.ts";
import { Random } from "./random.ts";
import { wordyExpert } from "./wordy-expert.ts";

/** Pull requests that live at once in one DevFlow: most of a step is waiting. */
const atOnce = 3;

/**
 * Days of several pull requests go by in minutes, in one installation: a step asks GitHub some 25
 * times. What DevFlow does at these limits is tested where nothing else is.
 */
const limits = {
  requestsPerHour: 1_000_000,
  graphqlPointsPerHour: 1_000_000,
  contentPerMinute: 1_000_000,
};

/** Runs one pull request per seed, each in a repository of its own; gives what went wrong. */
export async function runLifeCycles(
  store: Store,
  seeds: readonly number[],
  steps: number,
): Promise<string[]> {
  const github = await startFakeGitHub({ limits });
  const expert = await startModelServer({ script: wordyExpert(new Random(seeds[0] ?? 1)) });
  const devflow = await startDevFlow(store, github, expert);
  // A second bot and worker at the same rows and jobs: whoever is first has it.
  const second = await startDevFlow(store, github, expert);
  const failures: string[] = [];
  const waiting = [...seeds];
  const deliver = oneAtATime(() => github.deliverAll(devflow.webhookUrl));
  const work = async () => {
    for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
      const failure = await runOne(devflow, github, seed, steps, deliver);
      if (failure !== null) failures.push(failure);
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, work));
  } finally {
    await Promise.all([devflow.close(), second.close()]);
    await expert.close();
    await store.clear();
    await github.close();
  }
  return failures;
}

async function runOne(
  devflow: DevFlow,
  github: FakeGitHub,
  seed: number,
  steps: number,
  deliver: () => Promise<unknown>,
): Promise<string | null> {
  const random = new Random(seed);
  // Equal commits of two repositories would be taken for each other: reviews are awaited by head.
  const files = { ".devflow.yml": configuration(false), "README.md": `Functions of ${seed}.\n` };
  const repository = await github.createRepository({ name: `life-${seed}`, files });
  repository.setPermission("kim", "write");
  const done: string[] = ["open"];
  try {
    const setHold = (isHeld: boolean) =>
      repository.commit({ files: { ".devflow.yml": configuration(isHeld) } });
    const cycle = await LifeCycle.open(devflow, repository, { random, deliver, setHold });
    while (done.length <= steps) {
      const [name, operation] = random.pick(Object.entries(operations)) ?? ["none", () => null];
      const running = operation(cycle, random);
      if (running === null) continue;
      done.push(name);
      await running;
    }
    if (cycle.isPaused) await cycle.resume();
    done.push("merge");
    await cycle.merge();
    return null;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const rows = await devflow.database.query(
      `SELECT pull_number, reviews.state, outcome, is_full, left(head_sha, 7) AS head
         FROM reviews JOIN repositories ON repositories.id = repository_id
        WHERE repositories.name = $1 ORDER BY reviews.created_at`,
      [`life-${seed}`],
    );
    return `seed ${seed}, after ${done.join(", ")}:\n${why}\n${JSON.stringify(rows)}`;
  }
}

function configuration(isHeld: boolean): string {
  return `review:\n  fail_on: low\n  passes: 2\n${isHeld ? "  hold: true\n" : ""}`;
}

/** The fake GitHub's outbox is one: who waits for its own deliveries waits for all. */
function oneAtATime(work: () => Promise<unknown>): () => Promise<unknown> {
  let last: Promise<unknown> = Promise.resolve();
  return () => {
    const next = last.then(work, work);
    last = next;
    return next;
  };
}
