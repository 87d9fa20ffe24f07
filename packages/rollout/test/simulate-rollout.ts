import { SeededRandom } from "@devflow/statistics";
import type { ArmEvidence, Evidence, RolloutPlan } from "../src/index.ts";
import { decide, emptyRatio, type Step, withUnit } from "../src/index.ts";

export interface World {
  /** Repositories under the candidate. */
  repositories: number;
  /** Added to the addressed rate, taken from it where negative. */
  effect: number;
  /** Likeness of findings of one pull request, 0..1. */
  correlation: number;
  /** Pull requests of the baseline in each repository, before the candidate. */
  history: number;
  /** Pull requests of the candidate, until the simulation ends. */
  pulls: number;
  /** Findings a pull request, times what is usual. */
  noise?: number;
}

const noFailures = { attempts: 0, failures: 0, unreadable: 0, meanDurationMs: null };

const emptyArm: ArmEvidence = {
  reviews: 0,
  addressed: emptyRatio,
  unwanted: emptyRatio,
  comments: emptyRatio,
};

/** One rollout in the stage `canary`, looked at after every pull request, up to its first step. */
export function simulate(world: World, plan: RolloutPlan, seed: number): Step {
  const random = new SeededRandom(seed);
  const repositories = Array.from({ length: world.repositories }, (_, repositoryId) => {
    const rate = 0.3 + 0.5 * random.next();
    let baseline = emptyArm;
    for (let pull = 0; pull < world.history; pull++) {
      baseline = withPull(baseline, random, rate, world.correlation, 1);
    }
    return { repositoryId, rate, baseline, candidate: emptyArm };
  });
  for (let pull = 0; pull < world.pulls; pull++) {
    const repository = repositories[Math.floor(random.next() * repositories.length)]!;
    const rate = Math.min(1, Math.max(0, repository.rate + world.effect));
    repository.candidate = withPull(
      ...[repository.candidate, random, rate, world.correlation, world.noise ?? 1],
    );
    const evidence: Evidence = {
      stage: "canary",
      stageDays: 20,
      repositories,
      candidate: noFailures,
      baseline: noFailures,
      shadow: {
        ...{ attempts: 0, failures: 0, posted: emptyRatio, drafted: emptyRatio },
        ...{ agreed: 0, extra: 0, dropped: 0 },
        wanted: { posted: 0, kept: 0 },
        unwanted: { posted: 0, kept: 0 },
      },
    };
    const { step } = decide(evidence, plan);
    if (step !== "wait") return step;
  }
  return "wait";
}

/** A third of what is not addressed is unwanted, the rest is never answered. */
function withPull(
  arm: ArmEvidence,
  random: SeededRandom,
  rate: number,
  correlation: number,
  noise: number,
): ArmEvidence {
  const findings = Math.round(noise * Math.floor(5 * random.next() * random.next() * 2));
  // With the chance of the correlation a finding does as the pull request's first one does.
  const first = random.next() < rate;
  let addressed = 0;
  let unwanted = 0;
  for (let finding = 0; finding < findings; finding++) {
    const isAddressed = random.next() < Math.sqrt(correlation) ? first : random.next() < rate;
    if (isAddressed) addressed += 1;
    else if (random.next() < 1 / 3) unwanted += 1;
  }
  return {
    reviews: arm.reviews + 1,
    addressed: withUnit(arm.addressed, findings, addressed),
    unwanted: withUnit(arm.unwanted, findings, unwanted),
    comments: withUnit(arm.comments, 1, findings),
  };
}

/** Shares of the first steps of many rollouts. */
export function shares(world: World, plan: RolloutPlan, runs: number): Record<Step, number> {
  const counts: Record<Step, number> = { wait: 0, advance: 0, roll_back: 0, ask: 0 };
  for (let seed = 1; seed <= runs; seed++) counts[simulate(world, plan, seed)] += 1 / runs;
  return counts;
}
