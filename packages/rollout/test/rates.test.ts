import { expect, test } from "vitest";
import { defaultPlan } from "../src/index.ts";
import { shares } from "./simulate-rollout.ts";

/** A glance at what `error-rates.slow.test.ts` counts. */

const world = { repositories: 4, effect: 0, correlation: 0.2, history: 60, pulls: 200 };

test("an equal candidate is hardly ever rolled back, one much worse mostly and never promoted", () => {
  expect(shares(world, defaultPlan, 30).roll_back).toBeLessThan(0.1);
  const worse = shares({ ...world, effect: -0.25 }, defaultPlan, 30);
  expect(worse.advance).toBe(0);
  expect(worse.roll_back).toBeGreaterThan(0.7);
});
