import { expect, test } from "vitest";
import { defaultPlan } from "../src/index.ts";
import { shares } from "./simulate-rollout.ts";

/** What the decision promises, counted: many rollouts, each looked at after every pull request. */

const world = { repositories: 4, effect: 0, correlation: 0.2, history: 60, pulls: 600 };
const runs = 300;
/** Two standard errors of a rate of 5 % over so many runs. */
const allowed = defaultPlan.alpha + 2 * Math.sqrt((0.05 * 0.95) / runs);

const of = (changes: Partial<typeof world> & { noise?: number }) =>
  shares({ ...world, ...changes }, defaultPlan, runs);

test("a candidate that is worse by the margin is promoted in at most 5 % of rollouts, by more hardly ever", () => {
  expect(of({ effect: -0.1 }).advance).toBeLessThan(allowed);
  expect(of({ effect: -0.1, repositories: 1 }).advance).toBeLessThan(allowed);
  expect(of({ effect: -0.1, history: 15 }).advance).toBeLessThan(allowed);
  expect(of({ effect: -0.15 }).advance).toBeLessThan(0.01);
});

test("an equal candidate is rolled back in at most 5 % of rollouts, and promoted in most", () => {
  const equal = of({});
  expect(equal.roll_back).toBeLessThan(allowed);
  expect(equal.advance).toBeGreaterThan(0.5);
  expect(of({ repositories: 1 }).roll_back).toBeLessThan(allowed);
  expect(of({ correlation: 0.6 }).roll_back).toBeLessThan(allowed);
});

test("a clearly worse one is rolled back, a clearly better one promoted", () => {
  expect(of({ effect: -0.15 }).roll_back).toBeGreaterThan(0.85);
  expect(of({ effect: -0.2 }).roll_back).toBeGreaterThan(0.95);
  expect(of({ effect: 0.1 }).advance).toBeGreaterThan(0.95);
});

test("one that posts three times as many comments is hardly ever promoted, and mostly rolled back", () => {
  const noisy = of({ noise: 3 });
  expect(noisy.advance).toBeLessThan(0.05);
  expect(noisy.roll_back).toBeGreaterThan(0.9);
});

test("promotion only of a better one can be asked for", () => {
  const plan = { ...defaultPlan, mustBeBetter: true };
  expect(shares(world, plan, runs).advance).toBeLessThan(allowed);
  expect(shares({ ...world, effect: 0.2 }, plan, runs).advance).toBeGreaterThan(0.9);
});
