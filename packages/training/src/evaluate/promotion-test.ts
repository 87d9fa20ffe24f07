import { bootstrap, SeededRandom } from "@devflow/statistics";
import type { TrainingMethod } from "../model.ts";
import type { EvaluatedExample } from "./read-evaluation.ts";

/*
 * The test that a new adapter has to pass before anybody is asked to roll it out: on examples that no
 * training saw, is it better than what it would replace, by more than chance gives?
 *
 * Each example is its own control, so that what is compared are differences. Examples of one pull request
 * are alike, so that whole pull requests are drawn (cluster bootstrap, Field and Welsh 2007), and the
 * interval is the percentile one of 95 %. It is preferred only if the whole interval is above the least gain
 * that is worth a rollout: the interval tells of the examples, not of the training, which drifts by itself. Trained
 * on labels of which exactly half were right, a tiny model gained 0.048 (0.027 to 0.068) nats per token by KTO,
 * and 2.6 on right ones.
 * With fewer clusters than `leastClusters` percentile intervals are too narrow, and nothing is said.
 */

export interface PromotionOptions {
  /** Default 20. */
  leastClusters?: number;
  /** Below 0 by as much is worse. Default: by method. */
  leastGain?: number;
  /** Default 1: the same examples give the same answer. */
  seed?: number;
  /** Default 2,000. */
  rounds?: number;
}

/** What one method's held-out examples say. */
export interface MethodVerdict {
  method: TrainingMethod;
  /** `too_few`: nothing can be said; `unclear`: the interval reaches what is worth nothing. */
  verdict: "better" | "worse" | "unclear" | "too_few";
  examples: number;
  clusters: number;
  /** Of the gain, above 0 is better: nats per token, or of the margin with DPO. */
  gain: { value: number; low: number; high: number } | null;
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
/** In nats: per token, with DPO of the whole margin. 0.02 makes an answer of 50 tokens 2.7 times likelier. */
const LEAST_GAINS: Readonly<Record<TrainingMethod, number>> = {
  fim: 0.02,
  sft: 0.02,
  kto: 0.1,
  dpo: 0.2,
};
const ROUNDS = 2_000;

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
  const { leastClusters = LEAST_CLUSTERS, leastGain = LEAST_GAINS[method] } = options;
  const { seed = 1, rounds = ROUNDS } = options;
  const clusters = [...Map.groupBy(examples, ({ cluster }) => cluster).values()];
  const means = {
    examples: examples.length,
    clusters: clusters.length,
    baseline: mean(examples.map(({ baseline }) => baseline)),
    candidate: mean(examples.map(({ candidate }) => candidate)),
  };
  const statistic = (sample: readonly (readonly EvaluatedExample[])[]) =>
    gainOf(method, sample.flat());
  if (clusters.length < leastClusters || !Number.isFinite(statistic(clusters))) {
    return { method, verdict: "too_few", gain: null, ...means };
  }
  const gain = bootstrap(clusters, statistic, new SeededRandom(seed), rounds);
  const verdict = gain.low > leastGain ? "better" : gain.high < -leastGain ? "worse" : "unclear";
  return { method, verdict, gain, ...means };
}

/**
 * Above 0 is better. Losses shall fall. A margin shall grow. Of unpaired answers the wanted ones shall
 * gain more than the unwanted ones: one that says everything more readily has learnt no preference.
 */
function gainOf(method: TrainingMethod, examples: readonly EvaluatedExample[]): number {
  const differences = (some: readonly EvaluatedExample[]) =>
    mean(some.map(({ candidate, baseline }) => candidate - baseline));
  if (method === "dpo") return differences(examples);
  if (method === "fim" || method === "sft") return -differences(examples);
  const wanted = examples.filter((example) => example.wanted === true);
  const unwanted = examples.filter((example) => example.wanted === false);
  return differences(wanted) - differences(unwanted);
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

function tell(what: string, methods: readonly MethodVerdict[]): string {
  const parts = methods.map(({ method, gain, examples, clusters }) =>
    gain === null
      ? `${method}: ${examples} examples of ${clusters} pull requests or files are too few`
      : `${method}: gain ${show(gain.value)} (${show(gain.low)} to ${show(gain.high)}) on ${examples} examples`,
  );
  return `it ${what} on held-out examples (${parts.join("; ")})`;
}

function show(value: number): string {
  return value.toFixed(3);
}
