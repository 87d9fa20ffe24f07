import { applyFilter } from "../../src/filter/apply-filter.ts";
import { vectorOf } from "../../src/filter/features.ts";
import type { FilterModel, PastOutcome } from "../../src/filter/model.ts";
import type { TrainingExample } from "../../src/filter/train-filter.ts";
import type { Finding, FindingSource, Severity } from "../../src/model.ts";
import { finding } from "../builders.ts";

/** Numbers in [0, 1), the same for the same seed: mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const subjects = {
  correctness: [
    "returns null for an empty cart",
    "counts the last item twice",
    "misses the time zone",
  ],
  security: ["builds a query from the input", "logs the session cookie"],
  performance: ["asks the database once for each order", "copies the list on every step"],
  maintainability: ["repeats the check of the caller", "mixes reading and writing"],
  testing: ["asserts nothing about the result", "cannot fail"],
} as const;
const categories = Object.keys(subjects) as (keyof typeof subjects)[];
const rules = ["rule:js-dynamic-code", "rule:py-bare-except", "rule:go-lost-error"] as const;
const severities: readonly Severity[] = ["critical", "high", "medium", "low"];
const paths = ["src/cart.ts", "src/orders/list.py", "test/cart.test.ts", "internal/http.go"];

export function randomFinding(random: () => number, index: number): Finding {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const category = pick(categories);
  const source: FindingSource = random() < 0.3 ? pick(rules) : "expert";
  return finding({
    source,
    category,
    severity: pick(severities),
    title: `${pick(["total", "load", "render", "parse"])} ${pick(subjects[category])}`,
    body: pick([
      "Happens on the first call.",
      "Only with more than one page of results, for example after an import.",
    ]),
    suggestion: random() < 0.4 ? "return 0;" : null,
    votes: 1 + Math.floor(random() * 3),
    passes: 3,
    confidence: 0.4 + random() * 0.6,
    verdict: source === "expert" ? "keep" : null,
    path: pick(paths),
    fingerprint: (index * 2_654_435_761).toString(16).padStart(16, "0").slice(-16),
  });
}

/** Whether the team acts on it; null: nobody says anything. */
export type Team = (finding: Finding, random: () => number) => boolean | null;

export interface Simulated {
  examples: TrainingExample[];
  past: PastOutcome[];
  /** Of what was drafted, how many of each kind were said. */
  said: Finding[];
  held: Finding[];
}

const dayMs = 86_400_000;

/**
 * Weeks of a team: each finding is scored by the model in use and the outcomes so far, what is held
 * has no outcome, and what is said gets one by the team's taste.
 */
export async function simulate(
  team: Team,
  options: { count: number; seed: number; model: FilterModel; from?: Simulated },
): Promise<Simulated> {
  const random = seeded(options.seed);
  const state: Simulated = {
    examples: [...(options.from?.examples ?? [])],
    past: [...(options.from?.past ?? [])],
    said: [],
    held: [],
  };
  for (let index = 0; index < options.count; index += 1) {
    const drafted = randomFinding(random, index + options.seed);
    const use = { model: options.model, past: state.past, embed: null };
    const [filtered] = await applyFilter([drafted], use);
    if (filtered!.isHeld) {
      state.held.push(drafted);
      continue;
    }
    state.said.push(drafted);
    const answer = team(drafted, random);
    const isActedOn = answer === true;
    const weight = answer === null ? 0.3 : 1;
    const { source, category, path, title, body } = drafted;
    state.examples.push({
      features: vectorOf(filtered!.finding.features!),
      label: isActedOn ? 1 : 0,
      weight,
      at: new Date(1_700_000_000_000 + (state.examples.length * dayMs) / 4),
    });
    state.past.push({ source, category, path, title, body, isActedOn, weight });
  }
  return state;
}
