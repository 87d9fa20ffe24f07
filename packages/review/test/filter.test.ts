import { describe, expect, test } from "vitest";
import { applyFilter } from "../src/filter/apply-filter.ts";
import { featureNames, featuresOf, vectorOf } from "../src/filter/features.ts";
import { estimate, fitLogisticRegression } from "../src/filter/logistic-regression.ts";
import { hypergeometricTail } from "../src/filter/measure-filter.ts";
import { unlike } from "../src/filter/nearest-outcomes.ts";
import { priorFilter, priorModel } from "../src/filter/prior.ts";
import { isEnough, trainFilter } from "../src/filter/train-filter.ts";
import type { Finding } from "../src/model.ts";
import { finding } from "./builders.ts";
import { seeded, simulate, type Team } from "./support/synthetic-team.ts";

const isHeld = async (one: Finding) => (await applyFilter([one], priorFilter))[0]!.isHeld;

describe("the prior", () => {
  const weak = { votes: 1, passes: 3, confidence: 0.3, severity: "low", verdict: "none" } as const;

  test("lets rules and secrets pass, whatever their severity", async () => {
    for (const severity of ["critical", "low"] as const) {
      expect(
        await isHeld(
          finding({
            source: "rule:js-dynamic-code",
            severity,
            verdict: null,
            confidence: 0.9,
            category: "style",
          }),
        ),
      ).toBe(false);
      expect(await isHeld(finding({ source: "secret:github", severity, verdict: null }))).toBe(
        false,
      );
    }
  });

  test("lets pass what the second look kept, and holds what one pass of three said without a verdict", async () => {
    expect(await isHeld(finding({ verdict: "keep", confidence: 0.5 }))).toBe(false);
    expect(await isHeld(finding(weak))).toBe(true);
  });

  test("gives a score and what it was computed from", async () => {
    const scored = (await applyFilter([finding()], priorFilter))[0]!.finding;
    expect(scored.score).toBeGreaterThan(priorModel.threshold);
    expect(Object.keys(scored.features!)).toEqual(["version", ...featureNames]);
  });
});

test("a filter that is switched off scores nothing and holds nothing", async () => {
  const off = { model: null, past: [], embed: null };
  expect(await applyFilter([finding({ votes: 1, passes: 9, confidence: 0 })], off)).toEqual([
    { finding: finding({ votes: 1, passes: 9, confidence: 0 }), isHeld: false, isExempt: false },
  ]);
});

test("features stay between -1 and 1, and say what people made of the like", () => {
  const outcome = {
    source: "expert",
    category: "style",
    path: "src/a.ts",
    title: "x",
    body: "",
    weight: 1,
  } as const;
  const past = Array.from({ length: 500 }, () => ({ ...outcome, isActedOn: false }));
  const features = featuresOf(
    finding({ category: "style", body: "x".repeat(9_000) }),
    past,
    unlike,
  );
  expect(Math.min(...vectorOf(features))).toBe(-1);
  expect(Math.max(...vectorOf(features))).toBe(1);
  expect(features).toMatchObject({
    past_category: -1,
    past_source: -1,
    category_style: 1,
    past_folder: -1,
  });
});

test("likeness is by vectors where there is an embedder", async () => {
  const past = [
    {
      source: "expert",
      category: "style",
      path: "a.ts",
      title: "alpha",
      body: "",
      weight: 1,
      isActedOn: false,
    },
  ] as const;
  const embed = async (texts: readonly string[]) => texts.map(() => Float32Array.of(0.6, 0.8));
  const [scored] = await applyFilter([finding()], { model: priorModel, past, embed });
  expect(scored!.finding.features).toMatchObject({
    near_acted_on: 0,
    near_dismissed: expect.closeTo(1),
  });
});

test("ten thousand rule hits are compared with a thousand outcomes in seconds", async () => {
  const sentence = (seed: number) =>
    Array.from({ length: 50 }, (_, at) => `word${(at * 7 + seed * 13) % 400}`).join(" ");
  const past = Array.from({ length: 1_000 }, (_, at) => ({
    ...({ source: "rule:a", category: "security", path: `src/a${at}.ts`, title: "t" } as const),
    ...{ body: sentence(at), isActedOn: at % 2 === 0, weight: 1 },
  }));
  const many = Array.from({ length: 10_000 }, (_, at) =>
    finding({ source: "rule:a", path: `src/b${at}.ts`, body: sentence(at % 9) }),
  );
  const startedAt = process.cpuUsage();
  const scored = await applyFilter(many, { model: priorModel, past, embed: null });
  // Half a minute when each was compared by itself; a second now.
  // Computing, not time: a busy machine lets it wait.
  expect(process.cpuUsage(startedAt).user).toBeLessThan(10_000_000);
  expect(scored[0]?.finding.features).toMatchObject({ near_acted_on: expect.closeTo(1, 1) });
  expect(scored[9]?.finding.features).toEqual(scored[0]?.finding.features);
});

describe("logistic regression", () => {
  test("finds the weights that made the labels, and stays at its centre without examples", () => {
    const random = seeded(7);
    const truth = { bias: -0.5, weights: [2, -1] };
    const examples = Array.from({ length: 4_000 }, () => {
      const features = [random() * 2 - 1, random() * 2 - 1];
      return { features, label: random() < estimate(truth, features) ? 1 : 0, weight: 1 } as const;
    });
    const centre = { bias: 0, weights: [0, 0] };
    const fitted = fitLogisticRegression(examples, centre, 1);
    expect(fitted.bias).toBeCloseTo(truth.bias, 0);
    expect(fitted.weights[0]).toBeCloseTo(2, 0);
    expect(fitted.weights[1]).toBeCloseTo(-1, 0);
    expect(fitLogisticRegression([], priorModel, 1).weights).toEqual(priorModel.weights);
  });

  test("ends on examples that a line separates", () => {
    const examples = [-1, 1].map(
      (x) => ({ features: [x], label: x > 0 ? 1 : 0, weight: 100 }) as const,
    );
    const { weights } = fitLogisticRegression(examples, { bias: 0, weights: [0] }, 1);
    expect(Number.isFinite(weights[0])).toBe(true);
  });
});

test("Fisher's exact test on the lady tasting tea", () => {
  expect(hypergeometricTail(8, 4, 4, 0)).toBeCloseTo(1 / 70);
  expect(hypergeometricTail(8, 4, 4, 1)).toBeCloseTo(17 / 70);
});

const dismissesPerformance: Team = ({ category, source }, random) => {
  if (source === "rule:go-lost-error") return true;
  return category === "performance" ? false : random() < 0.85;
};

describe("a team with a taste", () => {
  test("that dismisses one category and acts on one rule: the one is held, the other is said", async () => {
    const before = await simulate(dismissesPerformance, { count: 240, seed: 1, model: priorModel });
    const training = trainFilter(before.examples, false);
    expect(training).toMatchObject({ isInUse: true });
    expect(training.measures.withFilter.recall).toBeGreaterThanOrEqual(0.8);
    expect(training.measures.withFilter.precision).toBeGreaterThan(
      training.measures.withoutFilter.precision,
    );

    const after = await simulate(dismissesPerformance, {
      count: 200,
      seed: 99,
      model: training.model,
      from: before,
    });
    const isX = ({ category, source }: Finding) =>
      category === "performance" && source !== "rule:go-lost-error";
    const share = (chosen: (one: Finding) => boolean) => {
      const said = after.said.filter(chosen).length;
      return said / (said + after.held.filter(chosen).length);
    };
    expect(share(isX)).toBeLessThan(0.2);
    expect(share(({ source }) => source === "rule:go-lost-error")).toBeGreaterThan(0.9);
    expect(share((one) => !isX(one))).toBeGreaterThan(0.9);

    // What it holds has no outcomes: a later night must not switch it off for that.
    const again = trainFilter(after.examples, true);
    expect(again.isInUse).toBe(true);
  });

  test("is learnt the same way every time", async () => {
    const { examples } = await simulate(dismissesPerformance, {
      count: 160,
      seed: 5,
      model: priorModel,
    });
    expect(trainFilter(examples, false)).toEqual(trainFilter([...examples].reverse(), false));
  });
});

test("outcomes by chance switch it off, and it never gets worse than no filter", async () => {
  const random: Team = (_finding, next) => next() < 0.6;
  let switchedOn = 0;
  for (let seed = 1; seed <= 12; seed += 1) {
    const { examples } = await simulate(random, {
      count: 160,
      seed: seed * 1_000,
      model: priorModel,
    });
    const { isInUse, reason } = trainFilter(examples, false);
    if (isInUse) switchedOn += 1;
    else expect(reason).toMatch(/^off: /);
  }
  expect(switchedOn).toBe(0);
});

test("a filter in use is switched off when a team changes its mind", async () => {
  const before = await simulate(dismissesPerformance, { count: 200, seed: 3, model: priorModel });
  const other: Team = ({ category }, random) => category === "performance" || random() < 0.3;
  const after = await simulate(other, { count: 120, seed: 8, model: priorModel, from: before });
  const { isInUse, reason } = trainFilter(after.examples, true);
  expect({ isInUse, reason }).toMatchObject({ isInUse: false });
});

test("needs 60 outcomes, ten of each kind", async () => {
  const { examples } = await simulate(dismissesPerformance, {
    count: 120,
    seed: 2,
    model: priorModel,
  });
  expect(isEnough(examples)).toBe(true);
  expect(isEnough(examples.slice(0, 59))).toBe(false);
  expect(isEnough(examples.map((each) => ({ ...each, label: 1 as const })))).toBe(false);
});
