import type { Signal, SignalKind } from "../model.ts";
import { DISMISSED_WITHOUT_REASON, LABEL_BOUND, STRENGTHS } from "./strengths.ts";

/** A signal whose strength may be another than that of its kind: a dismissal "for later". */
export type WeighedSignal = Signal & { strength?: number };

/** What all signals of one remark come to. */
export interface Outcome {
  /** Null: nothing can be learned from it. */
  label: "wanted" | "unwanted" | null;
  /** The kind of the signal that decided; `none` without any. */
  decidedBy: SignalKind | "none";
  /** Of the label: -1 .. 1; nearer to 0 where signals contradict each other. */
  strength: number;
  /** Its suggestion was committed or its lines were changed, and nobody took that back. */
  isAddressed: boolean;
}

const addressing: ReadonlySet<SignalKind> = new Set(["suggestion_committed", "lines_changed"]);
const changes: ReadonlySet<SignalKind> = new Set([...addressing, "resolved_by_fix"]);
const replies: ReadonlySet<SignalKind> = new Set([
  "reply_agreed",
  "reply_will_fix",
  "reply_disagreed",
  "reply_question",
  "reply_other",
]);

/**
 * Decides about a remark, in this order:
 * 1. What was withdrawn does not count.
 * 2. A change that was reverted afterwards did not happen.
 * 3. Who dismissed a remark has read it and said no: that its lines changed, too, is taken for a
 *    coincidence. Only the committed suggestion is none.
 * 4. Of several replies of one person the last word counts; one that says nothing takes nothing back.
 * 5. The strongest signal decides, of equal ones the newest. Where one of the other side is at least
 *    half as strong, the decision is worth half.
 */
export function decideOutcome(signals: readonly WeighedSignal[]): Outcome {
  const counted = lastWords(
    withoutCoincidences(withoutReverted(signals.filter(({ withdrawnAt }) => withdrawnAt === null))),
  );
  const isAddressed = counted.some(({ kind }) => addressing.has(kind));
  const [strongest] = counted.toSorted(byStrength);
  if (strongest === undefined) return { label: null, decidedBy: "none", strength: 0, isAddressed };
  const own = strengthOf(strongest);
  const isContested = counted.some((other) => {
    const strength = strengthOf(other);
    return strength * own < 0 && Math.abs(strength) >= Math.abs(own) / 2;
  });
  const strength = isContested ? own / 2 : own;
  return { label: labelOf(strength), decidedBy: strongest.kind, strength, isAddressed };
}

/** What one signal says by itself, -1 .. 1. */
export function strengthOf({ kind, strength, detail }: WeighedSignal): number {
  if (strength !== undefined) return strength;
  if (kind === "dismissed" && (detail ?? "").trim() === "") return DISMISSED_WITHOUT_REASON;
  return STRENGTHS[kind];
}

function labelOf(strength: number): Outcome["label"] {
  if (Math.abs(strength) < LABEL_BOUND) return null;
  return strength > 0 ? "wanted" : "unwanted";
}

function withoutReverted(signals: readonly WeighedSignal[]): WeighedSignal[] {
  const reverts = signals
    .filter(({ kind }) => kind === "change_reverted")
    .map(({ happenedAt }) => happenedAt.getTime());
  const lastRevert = Math.max(...reverts, Number.NEGATIVE_INFINITY);
  return signals.filter(
    ({ kind, happenedAt }) => !changes.has(kind) || happenedAt.getTime() > lastRevert,
  );
}

function withoutCoincidences(signals: readonly WeighedSignal[]): WeighedSignal[] {
  const isDismissed = signals.some(
    (signal) => signal.kind === "dismissed" && strengthOf(signal) < 0,
  );
  const isCoincidence = (kind: SignalKind) =>
    kind === "lines_changed" || kind === "resolved_by_fix";
  return isDismissed ? signals.filter(({ kind }) => !isCoincidence(kind)) : [...signals];
}

function lastWords(signals: readonly WeighedSignal[]): WeighedSignal[] {
  const last = new Map<string, WeighedSignal>();
  for (const signal of signals) {
    const { actor, kind } = signal;
    if (actor === null || !replies.has(kind) || strengthOf(signal) === 0) continue;
    const known = last.get(actor);
    if (known === undefined || isLater(signal, known)) last.set(actor, signal);
  }
  return signals.filter((signal) => {
    const { actor, kind } = signal;
    if (actor === null || !replies.has(kind) || strengthOf(signal) === 0) return true;
    return last.get(actor) === signal;
  });
}

/** Of the same second, GitHub's unit of time, the order of kinds is as good as any, and always the same. */
function isLater(a: WeighedSignal, b: WeighedSignal): boolean {
  const [own, other] = [a.happenedAt.getTime(), b.happenedAt.getTime()];
  return own === other ? a.kind < b.kind : own > other;
}

/** Of signals that say nothing, the one that is told: what a person did before what nobody did. */
const silent: readonly SignalKind[] = [
  "dismissed",
  "reply_question",
  "reply_other",
  "unanswered",
  "unfixed_after_merge",
];

function byStrength(a: WeighedSignal, b: WeighedSignal): number {
  const [own, other] = [Math.abs(strengthOf(a)), Math.abs(strengthOf(b))];
  if (own !== other) return other - own;
  if (own === 0) return silent.indexOf(a.kind) - silent.indexOf(b.kind);
  return b.happenedAt.getTime() - a.happenedAt.getTime() || (a.kind < b.kind ? -1 : 1);
}
