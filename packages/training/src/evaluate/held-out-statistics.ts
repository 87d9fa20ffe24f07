import type { TrainingMethod } from "../model.ts";
import type { EvaluatedExample } from "./read-evaluation.ts";

/** What `proofOf` gives, by method. */
export const proofNames = {
  fim: "prompt_use",
  sft: "prompt_use",
  kto: "discrimination",
  kto_chat: "discrimination",
  dpo: "discrimination",
} as const satisfies Record<TrainingMethod, string>;

/**
 * Above 0 is better, in nats. Losses shall fall. A margin shall grow. Of unpaired answers the wanted ones shall
 * gain more than the unwanted ones: one that says everything more readily has learnt no preference. NaN: there is
 * nothing to tell it by.
 */
export function gainOf(method: TrainingMethod, examples: readonly EvaluatedExample[]): number {
  if (method === "dpo") return mean(examples.map(change));
  if (method === "fim" || method === "sft") return -mean(examples.map(change));
  const { wanted, unwanted } = changesByLabel(examples);
  return mean(wanted) - mean(unwanted);
}

/** See `promotion-test.ts`; NaN: there is nothing to tell it by. */
export function proofOf(method: TrainingMethod, examples: readonly EvaluatedExample[]): number {
  if (proofNames[method] === "prompt_use") return mean(examples.flatMap(promptUse));
  if (method === "dpo") return mean(examples.map((example) => half(change(example))));
  const { wanted, unwanted } = changesByLabel(examples);
  return areaUnderCurve(wanted, unwanted);
}

function change({ candidate, baseline }: EvaluatedExample): number {
  return candidate - baseline;
}

/** 1 above zero, 0 below it. */
function half(value: number): number {
  return (Math.sign(value) + 1) / 2;
}

/** By how much more the answer gained after its own prompt than after a stranger's. */
function promptUse(example: EvaluatedExample): number[] {
  const { swapped_baseline: before, swapped_candidate: after } = example;
  return before === undefined || after === undefined ? [] : [after - before - change(example)];
}

function changesByLabel(examples: readonly EvaluatedExample[]) {
  const of = (label: boolean) => examples.filter(({ wanted }) => wanted === label).map(change);
  return { wanted: of(true), unwanted: of(false) };
}

/** The share of pairs of one of each in which the first is larger; ties count half. */
function areaUnderCurve(larger: readonly number[], smaller: readonly number[]): number {
  const all = [
    ...larger.map((value) => ({ value, isLarger: true })),
    ...smaller.map((value) => ({ value, isLarger: false })),
  ].sort((one, other) => one.value - other.value);
  let below = 0;
  let pairs = 0;
  for (let at = 0; at < all.length; ) {
    const tied = { larger: 0, smaller: 0 };
    const { value } = all[at] ?? { value: 0 };
    for (; all[at]?.value === value; at++) tied[all[at]?.isLarger ? "larger" : "smaller"]++;
    pairs += tied.larger * (below + tied.smaller / 2);
    below += tied.smaller;
  }
  return pairs / (larger.length * smaller.length);
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
