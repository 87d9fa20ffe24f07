import { SeededRandom } from "@devflow/statistics";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type EvaluatedExample, promotionTest } from "../src/index.ts";

interface Change {
  /** Of the loss after the own prompt, give or take one. */
  gain: number;
  /** Of the loss after another example's prompt. */
  swappedGain?: number;
  seed?: number;
}

/** Losses before and after. */
function losses(count: number, { gain, swappedGain = 0, seed = 1 }: Change): EvaluatedExample[] {
  const random = new SeededRandom(seed);
  const noise = () => 2 * (random.next() - 0.5);
  return Array.from({ length: count }, (_, index) => {
    const baseline = 2 + random.next();
    const candidate = baseline - gain + noise();
    const swapped_baseline = baseline + noise() / 10;
    const swapped_candidate = swapped_baseline - swappedGain + noise();
    const here = { id: `${index}`, cluster: `${index}`, tokens: 10 };
    return { ...here, baseline, candidate, swapped_baseline, swapped_candidate };
  });
}

function unpaired(wantedGain: number, unwantedGain: number): EvaluatedExample[] {
  return losses(80, { gain: 0 }).map((example, index) => {
    const wanted = index % 2 === 0;
    const candidate = example.candidate + (wanted ? wantedGain : unwantedGain);
    return { ...example, wanted, candidate };
  });
}

const judge = (method: "sft" | "kto" | "dpo", examples: EvaluatedExample[]) =>
  promotionTest(new Map([[method, examples]]));

describe("the promotion test", () => {
  test("prefers an adapter whose held-out loss fell by more than chance, after the own prompts", () => {
    expect(judge("sft", losses(60, { gain: 0.9 }))).toMatchObject({
      decision: "prefer",
      methods: [
        {
          verdict: "better",
          examples: 60,
          gain: { low: expect.any(Number) },
          proof: { of: "prompt_use" },
        },
      ],
    });
  });

  test("refuses one whose loss rose, and one that makes no difference", () => {
    expect(judge("sft", losses(60, { gain: -0.5 }))).toMatchObject({
      decision: "refuse",
      methods: [{ verdict: "worse" }],
    });
    expect(judge("sft", losses(60, { gain: 0 }))).toMatchObject({
      decision: "refuse",
      methods: [{ verdict: "unclear" }],
    });
  });

  test("refuses an answer that became likelier after any prompt", () => {
    expect(judge("sft", losses(200, { gain: 2, swappedGain: 2 }))).toMatchObject({
      decision: "refuse",
      reason: expect.stringContaining("by its prompts"),
      methods: [{ verdict: "unclear", gain: { low: expect.any(Number) } }],
    });
  });

  test("refuses a gain that is no chance and yet worth nothing", () => {
    const tiny = losses(400, { gain: 0 }).map((example) => ({
      ...example,
      candidate: example.baseline - 0.01,
      swapped_candidate: (example.swapped_baseline ?? 0) + 1,
    }));
    expect(judge("sft", tiny)).toMatchObject({
      decision: "refuse",
      methods: [{ verdict: "unclear" }],
    });
  });

  test("refuses when there are too few pull requests, however many examples they have", () => {
    const many = losses(200, { gain: 1 });
    const few = many.map((example, index) => ({ ...example, cluster: `${index % 5}` }));
    expect(judge("sft", few)).toMatchObject({
      decision: "refuse",
      methods: [{ verdict: "too_few", examples: 200, clusters: 5, gain: null, proof: null }],
    });
    const alone = many.map(({ swapped_baseline: _, swapped_candidate: __, ...rest }) => rest);
    expect(judge("sft", alone).methods[0]?.verdict).toBe("too_few");
    expect(promotionTest(new Map())).toMatchObject({ decision: "refuse", methods: [] });
  });

  test("of unpaired answers the wanted ones have to gain more than the unwanted ones", () => {
    expect(judge("kto", unpaired(2, 1))).toMatchObject({
      decision: "prefer",
      methods: [{ proof: { of: "discrimination" } }],
    });
    expect(judge("kto", unpaired(2, 2))).toMatchObject({
      decision: "refuse",
      methods: [{ verdict: "unclear" }],
    });
    expect(judge("kto", unpaired(1, 2)).methods[0]?.verdict).toBe("worse");
  });

  test("a few wanted answers that gained a lot prove nothing: most have to", () => {
    const examples = unpaired(0, 0).map((example, index) =>
      index % 10 === 0 ? { ...example, candidate: example.candidate + 30 } : example,
    );
    expect(judge("kto", examples)).toMatchObject({
      decision: "refuse",
      methods: [{ verdict: "unclear", proof: { value: expect.closeTo(0.55, 0) } }],
    });
  });

  test("discrimination is the share of pairs in the wanted order, ties count half", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.boolean(), fc.integer({ min: -3, max: 3 })), {
          minLength: 20,
          maxLength: 60,
        }),
        (drawn) => {
          const of = (label: boolean) => drawn.filter(([is]) => is === label).map(([, one]) => one);
          const pairs = of(true).flatMap((one) => of(false).map((other) => Math.sign(one - other)));
          fc.pre(pairs.length > 0);
          const share = pairs.reduce((sum, sign) => sum + (sign + 1) / 2, 0) / pairs.length;
          const examples = drawn.map(([wanted, candidate], index) => ({
            ...{ id: `${index}`, cluster: `${index}`, tokens: 1, baseline: 0 },
            ...{ wanted, candidate },
          }));
          const verdict = promotionTest(new Map([["kto", examples]]), { rounds: 2 });
          expect(verdict.methods[0]?.proof?.value).toBeCloseTo(share);
        },
      ),
      { numRuns: 50 },
    );
  });

  test("a margin has to grow, in most pairs", () => {
    expect(judge("dpo", losses(60, { gain: -0.8 })).decision).toBe("prefer");
    const few = losses(60, { gain: 0 }).map((example, index) =>
      index % 6 === 0 ? { ...example, candidate: example.candidate + 20 } : example,
    );
    expect(judge("dpo", few)).toMatchObject({
      decision: "refuse",
      methods: [{ verdict: "unclear" }],
    });
  });

  test("one clearly worse method outweighs better ones", () => {
    const both = new Map([
      ["sft", losses(60, { gain: 1 })],
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
        const same = losses(40, { gain: 0, seed });
        expect(judge("sft", same)).toEqual(judge("sft", same));
      }),
      { numRuns: 5 },
    );
    const preferred = Array.from({ length: 100 }, (_, seed) =>
      promotionTest(new Map([["sft", losses(40, { gain: 0, seed })]]), { rounds: 300 }),
    ).filter(({ decision }) => decision === "prefer");
    // Both intervals have to be above what is worth nothing: one-sided 2.5 % would be for one alone.
    expect(preferred.length).toBeLessThanOrEqual(4);
  });
});
