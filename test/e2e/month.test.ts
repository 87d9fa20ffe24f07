import { expect, test } from "vitest";
import { fates } from "./month/fates.ts";
import { liveMonth } from "./month/live-month.ts";
import { planMonth } from "./month/month-plan.ts";
import { impliedOutcomes, knownOutcomes } from "./month/read-month.ts";
import { usePGliteStore } from "./pglite-store.ts";

const store = usePGliteStore();
const seed = 11;
const pulls = Number(process.env.MONTH_PULLS ?? 24);

test("the script has every fate in it", () => {
  const planned = planMonth(seed, 24).flatMap(({ findings }) => findings.map(({ fate }) => fate));
  expect([...new Set(planned)].sort()).toEqual([...fates].sort());
});

test.each(["whole", "lossy"] as const)(
  "a month of pull requests gives the outcomes that its script implies; deliveries are %s",
  { timeout: 600_000 },
  async (delivery) => {
    const known = await liveMonth(store(), { seed, pulls, delivery }, ({ database }, plan) =>
      knownOutcomes(database, plan),
    );
    await store().clear();
    expect(known).toEqual(impliedOutcomes(planMonth(seed, pulls)));
  },
);
