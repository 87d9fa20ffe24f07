import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type ArmEvidence,
  alwaysValidInterval,
  compareShadow,
  decide,
  defaultPlan,
  type Evidence,
  emptyRatio,
  withUnit,
} from "../src/index.ts";

const arm = (reviews: number, perReview: number, addressed: number): ArmEvidence => {
  let made: ArmEvidence = {
    reviews,
    ...{ addressed: emptyRatio, unwanted: emptyRatio, comments: emptyRatio },
  };
  for (let review = 0; review < reviews; review++) {
    const good = (review * 7919) % 100 < addressed * 100 ? perReview : 0;
    made = {
      reviews,
      addressed: withUnit(made.addressed, perReview, good),
      unwanted: withUnit(made.unwanted, perReview, 0),
      comments: withUnit(made.comments, 1, perReview),
    };
  }
  return made;
};

const fine = { attempts: 500, failures: 0, unreadable: 0, meanDurationMs: 1_000 };
const compared = {
  ...{ attempts: 30, failures: 0, posted: arm(30, 1, 1).comments, drafted: arm(30, 1, 1).comments },
  ...{ agreed: 20, extra: 10, dropped: 10 },
  ...{ wanted: { posted: 20, kept: 15 }, unwanted: { posted: 5, kept: 1 } },
};
const canary: Evidence = {
  stage: "canary",
  stageDays: 20,
  repositories: [{ repositoryId: 1, candidate: arm(400, 2, 0.6), baseline: arm(800, 2, 0.6) }],
  candidate: fine,
  baseline: fine,
  shadow: compared,
};
const stepOf = (changes: Partial<Evidence>) => decide({ ...canary, ...changes }, defaultPlan);

describe("the canary", () => {
  test("goes on to all when it is surely not worse by the margin, with a minimum of days and outcomes", () => {
    expect(stepOf({})).toMatchObject({ step: "advance" });
    expect(stepOf({}).reasons[0]).toContain("surely not lower by 10.0 points");
    expect(stepOf({ stageDays: 1 })).toMatchObject({ step: "wait", reasons: ["1 of 14 days"] });
    const few = [{ repositoryId: 1, candidate: arm(20, 2, 0.6), baseline: arm(800, 2, 0.6) }];
    expect(stepOf({ repositories: few })).toMatchObject({ step: "wait" });
    expect(stepOf({ repositories: few }).reasons).toContain(
      "20 of 30 reviews where both have reviewed",
    );
  });

  test("needs its minimum where both have reviewed: repositories without a past add nothing to it", () => {
    const repositories = [
      { repositoryId: 1, candidate: arm(10, 2, 0.9), baseline: arm(800, 2, 0.3) },
      { repositoryId: 2, candidate: arm(400, 2, 0.9), baseline: arm(0, 0, 0) },
    ];
    const { step, reasons } = stepOf({ repositories });
    expect(step).toBe("wait");
    expect(reasons).toContain("10 of 30 reviews where both have reviewed");
    expect(reasons.join()).toContain("20 of 100 findings");
  });

  test("decides nothing by repositories that only one of the two has reviewed", () => {
    const apart = [
      { repositoryId: 1, candidate: arm(400, 2, 0.9), baseline: arm(0, 0, 0) },
      { repositoryId: 2, candidate: arm(0, 0, 0), baseline: arm(400, 2, 0.1) },
    ];
    expect(stepOf({ repositories: apart })).toMatchObject({ step: "wait", addressed: null });
  });

  test("goes back at once for failures and unreadable answers, without waiting for outcomes", () => {
    const repositories = [{ repositoryId: 1, candidate: arm(1, 0, 0), baseline: arm(9, 1, 1) }];
    const failing = { attempts: 4, failures: 3, unreadable: 0, meanDurationMs: null };
    const decision = stepOf({ repositories, candidate: failing });
    expect(decision).toMatchObject({ step: "roll_back" });
    expect(decision.reasons).toEqual(["3 of 4 reviews failed: not loaded, or no answer"]);
    const unreadable = { attempts: 4, failures: 0, unreadable: 4, meanDurationMs: null };
    expect(stepOf({ repositories, candidate: unreadable })).toMatchObject({ step: "roll_back" });
    const rarely = { attempts: 100, failures: 5, unreadable: 5, meanDurationMs: null };
    expect(stepOf({ repositories, candidate: rarely })).toMatchObject({ step: "wait" });
  });

  test("waits while it takes much longer, and asks a person after the longest time", () => {
    const candidate = { ...fine, meanDurationMs: 9_000 };
    expect(stepOf({ candidate })).toMatchObject({ step: "wait" });
    expect(stepOf({ candidate, stageDays: 60 })).toMatchObject({ step: "ask" });
  });
});

describe("the shadow", () => {
  const shadow = (changes: object) =>
    decide({ ...canary, stage: "shadow", shadow: { ...compared, ...changes } }, defaultPlan);

  test("goes on after enough reviews", () => {
    expect(shadow({})).toMatchObject({ step: "advance" });
    expect(shadow({ attempts: 5 })).toMatchObject({ step: "wait" });
  });

  test("ends for failures, for noise, and when it misses what people wanted", () => {
    expect(shadow({ failures: 10 })).toMatchObject({ step: "roll_back" });
    expect(shadow({ drafted: arm(30, 6, 1).comments })).toMatchObject({ step: "roll_back" });
    const misses = shadow({ wanted: { posted: 40, kept: 8 } });
    expect(misses).toMatchObject({ step: "roll_back" });
    expect(misses.reasons).toEqual(["it has 8 of 40 findings that people wanted"]);
  });

  test("waits where it may miss what people wanted, and it could be chance", () => {
    const unsure = shadow({ wanted: { posted: 10, kept: 4 } });
    expect(unsure).toMatchObject({ step: "wait" });
    expect(unsure.reasons).toEqual(["it has 4 of 10 findings that people wanted"]);
    expect(shadow({ wanted: { posted: 10, kept: 5 } })).toMatchObject({ step: "advance" });
  });
});

test("what two experts say of the same line is the same, each finding once", () => {
  const at = (line: number, fingerprint = `f${line}`) => ({ path: "a.ts", line, fingerprint });
  const posted = [
    { ...at(3), label: "wanted" as const },
    { ...at(30, "moved"), label: "unwanted" as const },
    { ...at(50), label: null },
  ];
  expect(compareShadow(posted, [at(4), at(80, "moved"), at(90), at(5)])).toEqual({
    ...{ agreed: 2, extra: 2, dropped: 1 },
    ...{ wanted: { posted: 1, kept: 1 }, unwanted: { posted: 1, kept: 1 } },
  });
});

test("the interval is the published one", () => {
  // Johari et al., with V = 0.25, n = 100, tau = 0.1: sqrt(V (V + n tau^2) / (n tau)^2 * ln((V + n tau^2) / (alpha^2 V))).
  const options = { alpha: 0.05, scale: 0.1 };
  const { lower, upper } = alwaysValidInterval({ estimate: 0.1, variance: 0.25 / 100 }, options);
  expect(upper - 0.1).toBeCloseTo(0.15412, 4);
  expect(0.1 - lower).toBeCloseTo(0.15412, 4);
});

test("the interval holds the estimate and only gets narrower with what is known", () => {
  const positive = fc.double({ min: 1e-9, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.double({ min: -1, max: 1, noNaN: true }), positive, (estimate, variance) => {
      const options = { alpha: 0.05, scale: 0.1 };
      const wide = alwaysValidInterval({ estimate, variance }, options);
      const narrow = alwaysValidInterval({ estimate, variance: variance / 2 }, options);
      expect(wide.lower).toBeLessThan(estimate);
      expect(wide.upper).toBeGreaterThan(estimate);
      expect(narrow.upper - narrow.lower).toBeLessThan(wide.upper - wide.lower);
    }),
  );
});
