import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decideOutcome, type SignalKind, STRENGTHS, type WeighedSignal } from "../../src/index.ts";

let clock = 0;
/** A signal one hour after the one before. */
function signal(kind: SignalKind, more: Partial<WeighedSignal> = {}): WeighedSignal {
  clock += 1;
  return {
    kind,
    actor: "kim",
    detail: null,
    happenedAt: new Date(Date.UTC(2026, 0, 1, clock)),
    withdrawnAt: null,
    ...more,
  };
}

describe("what signals come to", () => {
  test("nothing happened, nothing can be learned", () => {
    expect(decideOutcome([])).toEqual({
      label: null,
      decidedBy: "none",
      strength: 0,
      isAddressed: false,
    });
  });

  test.each([
    ["suggestion_committed", "wanted", true],
    ["lines_changed", "wanted", true],
    ["resolved_by_fix", "wanted", false],
    ["reaction_up", "wanted", false],
    ["reply_agreed", "wanted", false],
    ["reply_will_fix", "wanted", false],
    ["reply_question", null, false],
    ["reply_other", null, false],
    ["unanswered", null, false],
    ["unfixed_after_merge", null, false],
    ["resolved_without_change", "unwanted", false],
    ["change_reverted", "unwanted", false],
    ["reaction_down", "unwanted", false],
    ["reply_disagreed", "unwanted", false],
    ["dismissed", "unwanted", false],
  ] as const)("%s alone: %s", (kind, label, isAddressed) => {
    expect(decideOutcome([signal(kind)])).toMatchObject({ label, decidedBy: kind, isAddressed });
  });

  test("the order of strength is the published one", () => {
    const order: SignalKind[] = [
      "suggestion_committed",
      "lines_changed",
      "resolved_by_fix",
      "reaction_up",
      "unanswered",
      "resolved_without_change",
      "reaction_down",
      "dismissed",
    ];
    const strengths = order.map((kind) => STRENGTHS[kind]);
    expect(strengths).toEqual(strengths.toSorted((a, b) => b - a));
  });

  test("a withdrawn reaction does not count", () => {
    const down = signal("reaction_down", { withdrawnAt: new Date() });
    expect(decideOutcome([down])).toMatchObject({ label: null, decidedBy: "none" });
  });

  test("a change that was put back did not happen; one after that did", () => {
    const changed = signal("lines_changed");
    const reverted = signal("change_reverted");
    expect(decideOutcome([changed, reverted])).toMatchObject({
      label: "unwanted",
      decidedBy: "change_reverted",
      isAddressed: false,
    });
    expect(decideOutcome([changed, reverted, signal("lines_changed")])).toMatchObject({
      label: "wanted",
      isAddressed: true,
    });
  });

  test("a person's dismissal counts more than lines that changed, whichever came first", () => {
    const dismissed = signal("dismissed", { detail: "we guard against it above" });
    const outcome = {
      label: "unwanted",
      decidedBy: "dismissed",
      strength: -0.9,
      isAddressed: false,
    };
    expect(decideOutcome([signal("lines_changed"), dismissed])).toEqual(outcome);
    expect(decideOutcome([dismissed, signal("lines_changed")])).toEqual(outcome);
  });

  test("a committed suggestion is no coincidence, but the dismissal beside it makes it worth half", () => {
    const outcome = decideOutcome([
      signal("dismissed", { detail: "no" }),
      signal("suggestion_committed"),
    ]);
    expect(outcome).toEqual({
      label: "wanted",
      decidedBy: "suggestion_committed",
      strength: 0.5,
      isAddressed: true,
    });
  });

  test("a dismissal for later is no word on quality", () => {
    const later = signal("dismissed", { detail: "known, later", strength: 0 });
    expect(decideOutcome([later])).toMatchObject({ label: null, decidedBy: "dismissed" });
    expect(decideOutcome([later, signal("lines_changed")])).toMatchObject({ label: "wanted" });
  });

  test("a dismissal without a reason is weaker than one with a reason", () => {
    expect(decideOutcome([signal("dismissed")]).strength).toBe(-0.6);
    expect(decideOutcome([signal("dismissed", { detail: "by design" })]).strength).toBe(-0.9);
  });

  test("who disagreed and then agreed has agreed; a question takes nothing back", () => {
    const disagreed = signal("reply_disagreed");
    expect(decideOutcome([disagreed, signal("reply_agreed")])).toMatchObject({
      label: "wanted",
      strength: 0.5,
    });
    expect(decideOutcome([disagreed, signal("reply_question")])).toMatchObject({
      label: "unwanted",
    });
  });

  test("two people who contradict each other leave less to learn", () => {
    const outcome = decideOutcome([
      signal("reply_disagreed", { actor: "kim" }),
      signal("reply_agreed", { actor: "lee" }),
    ]);
    expect(outcome).toMatchObject({ decidedBy: "reply_disagreed", strength: -0.3 });
  });

  test("the order in which signals are read changes nothing", () => {
    const kinds = Object.keys(STRENGTHS) as SignalKind[];
    const arbitrary = fc.array(
      fc.record({
        kind: fc.constantFrom(...kinds),
        actor: fc.constantFrom("kim", "lee", null),
        detail: fc.constantFrom(null, "reason"),
        happenedAt: fc.integer({ min: 0, max: 5 }).map((hour) => new Date(hour * 3_600_000)),
        withdrawnAt: fc.constantFrom(null, null, new Date(0)),
      }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(arbitrary, (signals) => {
        const outcome = decideOutcome(signals);
        expect(decideOutcome(signals.toReversed())).toEqual(outcome);
        expect(Math.abs(outcome.strength)).toBeLessThanOrEqual(1);
        expect(outcome.label === null).toBe(Math.abs(outcome.strength) < 0.25);
      }),
    );
  });
});
