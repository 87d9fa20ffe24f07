import { SeededRandom } from "@devflow/statistics";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type EvaluatedExample, promotionTest } from "../src/index.ts";

/** Losses before and after, where each example gains `gain` give or take one. */
function losses(count: number, gain: number, seed = 1): EvaluatedExample[] {
  const random = new SeededRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const baseline = 2 + random.next();
    const candidate = baseline - gain + 2 * (random.next() - 0.5);
    return { id: `${index}`, cluster: `${index}`, tokens: 10, baseline, candidate };
  });
}

function unpaired(wantedGain: number, unwantedGain: number): EvaluatedExample[] {
  const examples = losses(80, 0);
  return examples.map((example, index) => {
    const wanted = index % 2 === 0;
    const candidate = example.candidate + (wanted ? wantedGain : unwantedGain);
    return { ...example, wanted, candidate };
  });
}

const judge = (method: "sft" | "kto" | "dpo", examples: EvaluatedExample[]) =>
  promotionTest(new Map([[method, examples]]));

describe("the promotion test", () => {
  test("prefers an adapter whose held-out loss fell by more than chance", () => {
    expect(judge("sft", losses(60, 0.5))).toMatchObject({
      decision: "prefer",
      methods: [{ verdict: "better", examples: 60, gain: { low: expect.any(Number) } }],
    });
  });

  test("refuses one whose loss rose, and one that makes no difference", () => {
    expect(judge("sft", losses(60, -0.5))).toMatchObject({
      decision: "refuse",
      methods: [{ verdict: "worse" }],
    });
    expect(judge("sft", losses(60, 0))).toMatchObject({
      decision: "refuse",
      methods: [{ verdict: "unclear" }],
    });
  });

  test("refuses a gain that is no chance and yet worth nothing", () => {
    const tiny = losses(400, 0).map((example) => ({
      ...example,
      candidate: example.baseline - 0.01,
    }));
    expect(judge("sft", tiny)).toMatchObject({
      decision: "refuse",
      methods: [{ verdict: "unclear" }],
    });
  });

  test("refuses when there are too few pull requests, however many examples they have", () => {
    const few = losses(200, 1).map((example, index) => ({ ...example, cluster: `${index % 5}` }));
    expect(judge("sft", few)).toMatchObject({
      decision: "refuse",
      methods: [{ verdict: "too_few", examples: 200, clusters: 5, gain: null }],
    });
    expect(promotionTest(new Map())).toMatchObject({ decision: "refuse", methods: [] });
  });

  test("of unpaired answers the wanted ones have to gain more than the unwanted ones", () => {
    expect(judge("kto", unpaired(2, 1)).decision).toBe("prefer");
    expect(judge("kto", unpaired(2, 2))).toMatchObject({
      decision: "refuse",
      methods: [{ verdict: "unclear" }],
    });
    expect(judge("kto", unpaired(1, 2)).methods[0]?.verdict).toBe("worse");
  });

  test("a margin has to grow", () => {
    const margins = losses(60, -0.5);
    expect(judge("dpo", margins).decision).toBe("prefer");
  });

  test("one clearly worse method outweighs better ones", () => {
    const both = new Map([
      ["sft", losses(60, 1)],
      ["kto", unpaired(1, 2)],
    ] as const);
    expect(promotionTest(both)).toMatchObject({
      decision: "refuse",
      reason: expect.stringMatching(/^it is worse on held-out examples \(kto: gain -/),
    });
  });

  test("says the same of the same examples, and rarely prefers where nothing changed", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
        const same = losses(40, 0, seed);
        expect(judge("sft", same)).toEqual(judge("sft", same));
      }),
      { numRuns: 5 },
    );
    const preferred = Array.from({ length: 100 }, (_, seed) =>
      promotionTest(new Map([["sft", losses(40, 0, seed)]]), { rounds: 300 }),
    ).filter(({ decision }) => decision === "prefer");
    // One-sided 2.5 % is meant; percentile intervals of 40 clusters give a little more.
    expect(preferred.length).toBeLessThanOrEqual(8);
  });
});
