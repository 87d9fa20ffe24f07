import type { FilterStatus } from "@devflow/indexer/filter";
import { expect, test } from "vitest";
import { filterStatusToText } from "../src/formats/filter-status-to-text.ts";

const status: FilterStatus = {
  repositoryId: 1,
  name: "acme/shop",
  state: "trained",
  trainedOn: "this repository",
  trainedAt: new Date("2026-03-01T02:03:04Z"),
  reason: "in use: 86 % instead of 64 % of what is said is acted on, on the newest outcomes",
  outcomes: { total: 120, actedOn: 77 },
  measures: {
    trainingExamples: 90,
    heldOutExamples: 30,
    withFilter: { precision: 0.8571, recall: 0.947 },
    withoutFilter: { precision: 0.633, recall: 1 },
  },
};

test("says what is in use, since when, why, and how well it works", () => {
  expect(filterStatusToText([status], null)).toMatchInlineSnapshot(`
    "acme/shop: trained, on the outcomes of this repository on 2026-03-01 02:03 UTC
      in use: 86 % instead of 64 % of what is said is acted on, on the newest outcomes
      outcomes here: 120, of which 77 were acted on
      trained on 90, measured on the 30 newest: precision 86 % (63 % without), recall 95 %
    "
  `);
});

test("says that nothing is learnt yet, and why", () => {
  const prior = {
    ...status,
    state: "prior",
    trainedOn: null,
    trainedAt: null,
    reason: "fewer than 60 outcomes with 10 of each kind, here and in all repositories together",
    outcomes: { total: 3, actedOn: 2 },
    measures: null,
  } as const;
  expect(filterStatusToText([prior], [])).toMatchInlineSnapshot(`
    "Nothing was trained: too few outcomes.

    acme/shop: prior, assumptions until there are enough outcomes
      fewer than 60 outcomes with 10 of each kind, here and in all repositories together
      outcomes here: 3, of which 2 were acted on
    "
  `);
  expect(filterStatusToText([], null)).toBe("No repository is known here.\n");
});
