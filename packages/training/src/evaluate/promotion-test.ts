import { bootstrap, SeededRandom, type Share } from "@devflow/statistics";
import type { TrainingMethod } from "../model.ts";
import { gainOf, proofNames, proofOf } from "./held-out-statistics.ts";
import type { EvaluatedExample } from "./read-evaluation.ts";

/*
 * The test that a new adapter has to pass before anybody is asked to roll it out: on examples that no
 * training saw, is it better than what it would replace, and by what the examples say?
 *
 * Two things have to hold of a method, both with the whole interval of 95 %:
 *
 * - the gain: the loss fell, or wanted answers gained on unwanted ones;
 * - the proof that it was learnt from the examples and not from their words alone. Right answers: an answer has to
 *   gain more after its own prompt than after that of another example, which answers on wrong prompts do not
 *   teach. Preferences: the share of pairs of a wanted and an unwanted answer of which the wanted one
 *   gained more (the area under the ROC curve, Hanley and McNeil 1982), which has no unit, so that it
 *   says the same after slow and fast trainings.
 *
 * Each example is its own control, so that what is compared are differences. Examples of one pull request
 * are alike, so that whole pull requests are drawn (cluster bootstrap, Field and Welsh 2007; percentile intervals).
 * Such an interval tells of the examples, not of the training, which drifts by itself: on labels that were shuffled
 * it ends a little on one side, and many held-out examples make that certain. So zero is not
 * what an interval is held against, but how far trainings of a tiny model drifted on data that said nothing:
 * `LEAST` below, of which runs of training/tests/null_runs.py fell short: docs/training.md has the table.
 *
 * With fewer clusters than `leastClusters` percentile intervals are too narrow, and nothing is said.
 */

export interface PromotionOptions {
  /** Default 20. */
  leastClusters?: number;
  /** Default 1: the same examples give the same answer. */
  seed?: number;
  /** Default 2,000. */
  rounds?: number;
}

/** What shows that a gain comes of what the examples say. */
export interface Proof extends Share {
  /** `prompt_use`: in nats per token, above 0. `discrimination`: a share, above one half. */
  of: "prompt_use" | "discrimination";
}

/** What one method's held-out examples say. */
export interface MethodVerdict {
  method: TrainingMethod;
  /** `too_few`: nothing can be said; `unclear`: an interval reaches what trainings on nothing give. */
  verdict: "better" | "worse" | "unclear" | "too_few";
  examples: number;
  clusters: number;
  /** Above 0 is better: nats per token, with DPO of the margin. */
  gain: Share | null;
  proof: Proof | null;
  /** Mean over the examples, of what would be replaced and of the new one. */
  baseline: number;
  candidate: number;
}

/** What all methods together come to. */
export interface PromotionVerdict {
  decision: "prefer" | "refuse";
  /** For people: which numbers decided. */
  reason: string;
  methods: readonly MethodVerdict[];
}

const LEAST_CLUSTERS = 20;
const ROUNDS = 2_000;

/** What the lower ends of the intervals have to be above, see the table of `docs/training.md`. */
interface Least {
  /** In nats: per token, with DPO of the whole margin. 0.02 makes an answer of 50 tokens 2.7 times likelier. */
  gain: number;
  proof: number;
}

const LEAST: Readonly<Record<TrainingMethod, Least>> = {
  fim: { gain: 0.02, proof: 0.02 },
  sft: { gain: 0.02, proof: 0.02 },
  kto: { gain: 0.02, proof: 0.6 },
  kto_chat: { gain: 0.02, proof: 0.6 },
  dpo: { gain: 0.5, proof: 0.6 },
};

/**
 * Prefers an adapter if at least one method's held-out examples are clearly better and none clearly
 * worse; refuses it else, also when there are too few to tell.
 */
export function promotionTest(
  evaluated: ReadonlyMap<TrainingMethod, readonly EvaluatedExample[]>,
  options: PromotionOptions = {},
): PromotionVerdict {
  const methods = [...evaluated].map(([method, examples]) => judge(method, examples, options));
  const worse = methods.filter(({ verdict }) => verdict === "worse");
  const better = methods.filter(({ verdict }) => verdict === "better");
  if (worse.length > 0) return { decision: "refuse", reason: tell("is worse", worse), methods };
  if (better.length > 0) return { decision: "prefer", reason: tell("is better", better), methods };
  const reason =
    methods.length === 0
      ? "there are no held-out examples to compare it on"
      : tell("is not shown to be better", methods);
  return { decision: "refuse", reason, methods };
}

function judge(
  method: TrainingMethod,
  examples: readonly EvaluatedExample[],
  options: PromotionOptions,
): MethodVerdict {
  const { leastClusters = LEAST_CLUSTERS, seed = 1, rounds = ROUNDS } = options;
  const clusters = [...Map.groupBy(examples, ({ cluster }) => cluster).values()];
  const means = {
    method,
    examples: examples.length,
    clusters: clusters.length,
    baseline: mean(examples.map(({ baseline }) => baseline)),
    candidate: mean(examples.map(({ candidate }) => candidate)),
  };
  const shareOf = (statistic: typeof gainOf) =>
    bootstrap(
      clusters,
      (sample) => statistic(method, sample.flat()),
      new SeededRandom(seed),
      rounds,
    );
  const isTold = [gainOf, proofOf].every((of) => Number.isFinite(of(method, examples)));
  if (clusters.length < leastClusters || !isTold) {
    return { ...means, verdict: "too_few", gain: null, proof: null };
  }
  const gain = shareOf(gainOf);
  const proof = { of: proofNames[method], ...shareOf(proofOf) };
  return { ...means, verdict: decide(LEAST[method], gain, proof), gain, proof };
}

function decide(least: Least, gain: Share, proof: Share): MethodVerdict["verdict"] {
  if (gain.high < -least.gain) return "worse";
  return gain.low > least.gain && proof.low > least.proof ? "better" : "unclear";
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

const proofWords = { prompt_use: "by its prompts", discrimination: "in the wanted order" } as const;

function tell(what: string, methods: readonly MethodVerdict[]): string {
  const parts = methods.map(({ method, gain, proof, examples, clusters }) =>
    gain === null || proof === null
      ? `${method}: ${examples} examples of ${clusters} pull requests or files are too few`
      : `${method}: gain ${show(gain)}, ${proofWords[proof.of]} ${show(proof)}, on ${examples} examples`,
  );
  return `it ${what} on held-out examples (${parts.join("; ")})`;
}

function show({ value, low, high }: Share): string {
  return `${value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
}
