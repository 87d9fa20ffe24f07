import { setImmediate } from "node:timers/promises";
import type { FileDiff } from "@devflow/diff";
import { invariant } from "@devflow/errors";
import { applyFilter } from "../filter/apply-filter.ts";
import { limits } from "../limits.ts";
import type { Candidate, Finding, Held, LeftOut } from "../model.ts";
import { contentKeyOf, fingerprintOf } from "../settle/fingerprint.ts";
import { bySeverity } from "../settle/severity-order.ts";
import { factsGate } from "./check-facts.ts";
import { adviceGate } from "./empty-advice.ts";
import { dropElsewhere, isClaimOf } from "./further-places.ts";
import { groundGate } from "./ground-gate.ts";
import { placeInChange } from "./place-in-change.ts";
import { belowMinimumConfidence, policyGate } from "./policy-gate.ts";
import { secondLook } from "./second-look.ts";
import { countKey, type Drop, heldReason } from "./stages.ts";
import { type Gate, isDrop, type Standing, type VerifyWorld } from "./standing.ts";
import { suggestionGate } from "./suggestion-gate.ts";

export interface VerifyInput extends VerifyWorld {
  candidates: readonly Candidate[];
  onProgress: (done: number, total: number) => void;
}

export interface Verified {
  findings: Finding[];
  held: Held[];
  /** Files about which the expert said something that nobody could look at a second time. */
  leftOut: LeftOut[];
}

/**
 * Stage 4: candidates become findings or are held, each with a reason out of `stages.ts` that is
 * counted. The gates, in this order: anchor, policy (what is known without reading on), facts,
 * suggestion, second look, filter, policy again (the score). What comes after them, that nothing is
 * said twice, is `settle`. Rules and secrets first: whether one stands on the same lines counts for
 * the expert's. Thousands of them are taken one by one, with room for the process's other work.
 */
export async function verifyCandidates(input: VerifyInput): Promise<Verified> {
  const ordered = [...input.candidates].sort(bySeverity);
  const [fromExpert = [], others = []] = [true, false].map((isExpert) =>
    ordered.filter(({ source }) => (source === "expert") === isExpert),
  );
  const passed: Standing[] = [];
  let asked = 0;
  const mayAsk = () => asked++ < limits.verifyCalls;
  const isBacked = (standing: Standing) =>
    passed.some((other) => other.candidate.source !== "expert" && overlap(other, standing));
  const look = secondLook(input, mayAsk, isBacked);
  const [facts, ground] = [factsGate(input), groundGate(input, isBacked)];
  const gates = [policyGate(input.policy), facts, suggestionGate(input), adviceGate(), ground];
  const chain = new Chain(input);
  for (const candidate of others) {
    await setImmediate();
    passed.push(...(await chain.enter(candidate, gates)));
    chain.done();
  }
  const toJudge: Standing[] = [];
  for (const candidate of fromExpert) {
    await setImmediate();
    const entered = await chain.enter(candidate, gates);
    if (entered.length === 0) chain.done();
    toJudge.push(...entered);
  }
  // Side by side, the worst first: the expert's own concurrency limit holds them back.
  const judged = await Promise.all(
    toJudge.map(async (standing) => {
      const outcome = await chain.pass(standing, [look.gate]);
      chain.done();
      return outcome;
    }),
  );
  passed.push(...(await holdFurtherPlaces(judged.flat(), [facts, ground], chain, input)));
  const findings = await filtered(passed.map(findingOf), input, chain);
  return { findings, held: chain.held, leftOut: look.leftOut };
}

/** What one comment would say of further lines, and is not so there. */
async function holdFurtherPlaces(
  standings: readonly Standing[],
  gates: readonly Gate[],
  chain: Chain,
  world: VerifyWorld,
): Promise<Standing[]> {
  const kept: Standing[] = [];
  for (const standing of standings) {
    const first = kept.find((other) => isClaimOf(other, standing));
    const drop = first === undefined ? null : await dropElsewhere(first, standing, gates, world);
    if (drop === null) kept.push(standing);
    else chain.hold(standing.candidate, standing.anchor.line, drop);
  }
  return kept;
}

/** Takes candidates through gates and keeps what is dropped, counted. */
class Chain {
  readonly held: Held[] = [];
  readonly #input: VerifyInput;
  readonly #files: ReadonlyMap<string, FileDiff>;
  #done = 0;

  constructor(input: VerifyInput) {
    this.#input = input;
    this.#files = new Map(input.files.map((file) => [file.path, file]));
  }

  /** The first gate, which finds the place, and the given ones. Nothing when one dropped it. */
  async enter(candidate: Candidate, gates: readonly Gate[]): Promise<[] | [Standing]> {
    const file = this.#files.get(candidate.path);
    invariant(file !== undefined, "a drafter named a file that is not in the change");
    const placed = placeInChange(candidate, file, this.#input.files);
    if (isDrop(placed)) {
      this.hold(candidate, null, placed);
      return [];
    }
    return this.pass(placed, gates);
  }

  async pass(entering: Standing, gates: readonly Gate[]): Promise<[] | [Standing]> {
    let standing = entering;
    for (const gate of gates) {
      const outcome = await gate(standing);
      if (isDrop(outcome)) {
        this.hold(standing.candidate, standing.anchor.line, outcome);
        return [];
      }
      standing = outcome;
    }
    return [standing];
  }

  hold(from: Pick<Candidate, "path" | "title" | "source">, line: number | null, drop: Drop): void {
    const { path, title, source } = from;
    this.#input.counts.add(countKey(drop));
    const reason = heldReason(drop);
    this.held.push({ path, line, title, source, reason, fingerprint: null, severity: null });
  }

  done(): void {
    this.#done += 1;
    this.#input.onProgress(this.#done, this.#input.candidates.length);
  }
}

/** All at once: an embedder is asked once. */
async function filtered(findings: Finding[], input: VerifyInput, chain: Chain): Promise<Finding[]> {
  const scored = await applyFilter(findings, input.filter);
  if (findings.length > 0) input.counts.add(`filter=${input.filter.model?.kind ?? "off"}`);
  return scored.flatMap((each) => {
    const { finding, isHeld } = each;
    const detail = finding.score === null ? "" : finding.score.toFixed(2);
    const drop: Drop | null = isHeld
      ? { stage: "filter", reason: "people would hardly act on it", detail }
      : belowMinimumConfidence(each, input.policy, input.filter.model?.threshold ?? null);
    if (drop === null) return [finding];
    chain.hold(finding, finding.line, drop);
    return [];
  });
}

function overlap(a: Standing, b: Standing): boolean {
  return (
    a.file.path === b.file.path &&
    a.anchor.side === b.anchor.side &&
    a.anchor.startLine <= b.anchor.line &&
    b.anchor.startLine <= a.anchor.line
  );
}

function findingOf({ candidate, file, anchor, position, suggestion, verdict }: Standing): Finding {
  const { source, category, severity, title, body, confidence, votes, passes } = candidate;
  const { promptSha256, quote } = candidate;
  return {
    path: file.path,
    ...position,
    ...{ severity, category, title, body, suggestion, confidence, source, votes, passes, verdict },
    score: null,
    fingerprint: fingerprintOf(file, anchor, source, category),
    contentKey: contentKeyOf(file, anchor, source, category),
    place: "inline",
    ...(promptSha256 !== undefined && quote !== null && { drafted: { promptSha256, quote } }),
  };
}
