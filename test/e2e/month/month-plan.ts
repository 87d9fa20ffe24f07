import { type Bug, bugs } from "../life-cycle/bug-catalog.ts";
import { Random } from "../life-cycle/random.ts";
import { type Ending, type Fate, fates, fits } from "./fates.ts";

/** One finding of the month and what becomes of it. */
export interface PlannedFinding {
  bug: Bug;
  fate: Fate;
}

export interface PlannedPull {
  /** From 0; each repository has an organisation of its own. */
  repository: number;
  /** The day of the month, from 0, on which it is opened; a day later people talk, and so on. */
  day: number;
  path: string;
  findings: PlannedFinding[];
  ending: Ending;
}

/** What is planted in one pull request. A repository has each mistake once: nothing is said twice. */
const findingsPerPull = 3;
const pullsPerRepository = Math.floor(bugs.length / findingsPerPull);

/** Working days of a month, of which the last are left for what was opened before. */
const openingDays = 16;

/** Given by the expert with a suggestion; rules, and these, have none. */
const withoutSuggestion: ReadonlySet<string> = new Set(["lastInvoice", "warmCache"]);

export function hasSuggestion(bug: Bug): boolean {
  return !isOfRule(bug) && !withoutSuggestion.has(bug.name);
}

function isOfRule({ titles }: Bug): boolean {
  return titles.length === 0;
}

/** The same seed gives the same month. Every fate occurs as soon as there are eight pull requests. */
export function planMonth(seed: number, pulls: number): PlannedPull[] {
  const random = new Random(seed);
  const fateOf = fateGiver(random);
  const shuffled = new Map<number, Bug[]>();
  return Array.from({ length: pulls }, (_, index) => {
    const repository = Math.floor(index / pullsPerRepository);
    const planted = shuffled.get(repository) ?? shuffle(bugs, random);
    shuffled.set(repository, planted);
    const own = planted.splice(0, findingsPerPull);
    return {
      repository,
      day: Math.floor((index * openingDays) / pulls),
      path: `src/part${index}/code.ts`,
      findings: own.map((bug) => ({ bug, fate: fateOf(bug, own) })),
      ending: endingOf(index),
    };
  });
}

/** Of eight pull requests six are merged, one is given up and one is still open. */
function endingOf(index: number): Ending {
  if (index % 8 === 4) return "given_up";
  return index % 8 === 7 ? "open" : "merged";
}

/** All fates in turn; one that does not fit waits for a finding that it fits. */
function fateGiver(random: Random): (bug: Bug, others: readonly Bug[]) => Fate {
  let waiting: Fate[] = [];
  return (bug, others) => {
    const finding = {
      hasSuggestion: hasSuggestion(bug),
      // A rule is switched off for all findings of the pull request, so that has to be the only one.
      isOfRule: isOfRule(bug) && others.filter(isOfRule).length === 1,
    };
    if (!waiting.some((fate) => fits(fate, finding))) {
      waiting = [...waiting, ...shuffle(fates, random)];
    }
    const at = waiting.findIndex((fate) => fits(fate, finding));
    const [fate = "silence"] = waiting.splice(at, 1);
    return fate;
  };
}

function shuffle<T>(items: readonly T[], random: Random): T[] {
  const rest = [...items];
  return items.flatMap(() => rest.splice(random.below(rest.length), 1));
}
