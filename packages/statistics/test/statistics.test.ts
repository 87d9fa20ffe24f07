import { describe, expect, test } from "vitest";
import { bootstrap, percent, SeededRandom, share, signFlipTest } from "../src/index.ts";

describe("a share", () => {
  test("has Wilson's interval, also at its ends", () => {
    // Values of statsmodels' proportion_confint(method="wilson").
    const { value, low, high } = share(3, 10);
    expect(value).toBe(0.3);
    expect(low).toBeCloseTo(0.10779, 4);
    expect(high).toBeCloseTo(0.60322, 4);
    expect(share(0, 20).low).toBe(0);
    expect(share(0, 20).high).toBeCloseTo(0.16113, 4);
  });

  test("of no case is no number, and says so", () => {
    expect(percent(share(0, 0))).toBe("-");
    expect(percent(share(1, 2))).toBe("50.0 % (9.5-90.5)");
  });
});

test("a bootstrap gives the same interval for the same seed, around the value", () => {
  const mean = (sample: readonly number[]) =>
    sample.reduce((sum, number) => sum + number, 0) / sample.length;
  const cases = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  const first = bootstrap(cases, mean, new SeededRandom(1));
  expect(bootstrap(cases, mean, new SeededRandom(1))).toEqual(first);
  expect(first.value).toBe(5.5);
  // The standard error is 0.91.
  expect(first.low).toBeGreaterThan(3.2);
  expect(first.low).toBeLessThan(4.3);
  expect(first.high).toBeGreaterThan(6.7);
  expect(first.high).toBeLessThan(7.8);
});

describe("the sign flip test", () => {
  test("counts all flips of few pairs", () => {
    // All of five up: 2 of the 32 flips are as far from 0.
    expect(signFlipTest([1, 1, 1, 1, 1, 0, 0], new SeededRandom(1))).toEqual({
      p: 2 / 32,
      pairs: 5,
      isExact: true,
    });
    expect(signFlipTest([3, -3], new SeededRandom(1)).p).toBe(1);
    expect(signFlipTest([], new SeededRandom(1))).toEqual({ p: 1, pairs: 0, isExact: true });
  });

  test("draws flips of many pairs, and is near what counting gives", () => {
    // 15 of 20 up: 0.0414 by the binomial distribution.
    const differences = Array.from({ length: 20 }, (_, index) => (index < 15 ? 1 : -1));
    const { p, isExact } = signFlipTest(differences, new SeededRandom(1));
    expect(isExact).toBe(false);
    expect(p).toBeGreaterThan(0.035);
    expect(p).toBeLessThan(0.048);
  });
});
