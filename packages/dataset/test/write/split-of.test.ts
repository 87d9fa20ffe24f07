import fc from "fast-check";
import { expect, test } from "vitest";
import { SplitPlan, splitsOfPulls } from "../../src/write/split-of.ts";

test("the newest tenth of the pull requests is tested on, the tenth before it validates", () => {
  const pulls = new Map(Array.from({ length: 20 }, (_, index) => [index + 1, index * 1_000]));
  const splits = splitsOfPulls(pulls);
  expect([...splits].filter(([, split]) => split === "test").map(([pull]) => pull)).toEqual([
    20, 19,
  ]);
  expect([...splits].filter(([, split]) => split === "validation").map(([pull]) => pull)).toEqual([
    18, 17,
  ]);
});

test("three pull requests make three splits, two are trained on", () => {
  expect(
    splitsOfPulls(
      new Map([
        [1, 10],
        [2, 20],
        [3, 30],
      ]),
    ),
  ).toEqual(
    new Map([
      [3, "test"],
      [2, "validation"],
      [1, "train"],
    ]),
  );
  expect([
    ...splitsOfPulls(
      new Map([
        [1, 10],
        [2, 20],
      ]),
    ).values(),
  ]).toEqual(["train", "train"]);
});

test("nothing that is trained on is newer than what is tested on", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(fc.nat(500), fc.nat(100)), { selector: ([pull]) => pull }),
      (pulls) => {
        const splits = splitsOfPulls(new Map(pulls));
        const times = (split: string) =>
          pulls.filter(([pull]) => splits.get(pull) === split).map(([, at]) => at);
        const oldestTest = Math.min(...times("test"), ...times("validation"));
        expect(Math.max(0, ...times("train"))).toBeLessThanOrEqual(
          oldestTest === Number.POSITIVE_INFINITY ? 1_000 : oldestTest,
        );
      },
    ),
  );
});

test("a pull request counts by the newest thing that is taken from it", () => {
  const plan = new SplitPlan();
  const at = (day: number) => new Date(Date.UTC(2026, 0, day));
  const repository = "acme/shop";
  for (const [pullNumber, day] of [
    [1, 1],
    [2, 2],
    [3, 3],
    [1, 9],
  ] as const) {
    plan.add({ repository, pullNumber, path: "a.py", at: at(day) });
  }
  expect(plan.splitOf({ repository, pullNumber: 1, path: "other.py" })).toBe("test");
  expect(plan.splitOf({ repository, pullNumber: 3, path: "a.py" })).toBe("validation");
  expect(plan.splitOf({ repository: "acme/other", pullNumber: 3, path: "a.py" })).toBe("train");
});
