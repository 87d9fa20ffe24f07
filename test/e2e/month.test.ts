import { expect, test } from "vitest";
import { testMonth } from "./month/describe-month.ts";
import { fates } from "./month/fates.ts";
import { planMonth } from "./month/month-plan.ts";
import { usePGliteStore } from "./pglite-store.ts";

const store = usePGliteStore();
/** Of a month every fate occurs in eight; more of them are in the slow suite. */
const month = { seed: 11, pulls: 8 };

test("the script has every fate in it", () => {
  const { seed, pulls } = month;
  const planned = planMonth(seed, pulls).flatMap(({ findings }) => findings);
  expect([...new Set(planned.map(({ fate }) => fate))].sort()).toEqual([...fates].sort());
});

testMonth(store, month, "lossy");
