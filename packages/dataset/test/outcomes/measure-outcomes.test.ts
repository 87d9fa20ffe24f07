import { expect, test } from "vitest";
import { type MeasuredRemark, measureOutcomes, type Outcome } from "../../src/index.ts";

const addressed: Outcome = {
  label: "wanted",
  decidedBy: "lines_changed",
  strength: 0.8,
  isAddressed: true,
};
const agreed: Outcome = { ...addressed, decidedBy: "reply_agreed", isAddressed: false };
const silent: Outcome = { label: null, decidedBy: "unanswered", strength: 0, isAddressed: false };

function remark(more: Partial<MeasuredRemark>): MeasuredRemark {
  return {
    repository: "acme/shop",
    rule: "expert",
    category: "correctness",
    expert: "review@2026-11-22",
    pull: "merged",
    hasSuggestion: false,
    outcome: silent,
    ...more,
  };
}

test("rates are of merged pull requests, counts of all", () => {
  const [measure] = measureOutcomes(
    [
      remark({ outcome: addressed }),
      remark({ outcome: agreed }),
      remark({}),
      remark({}),
      remark({ pull: "open" }),
      remark({ pull: "given_up" }),
    ],
    "repository",
  );
  expect(measure).toMatchObject({
    group: "acme/shop",
    remarks: 6,
    merged: 4,
    wanted: 2,
    unwanted: 0,
    undecided: 4,
    decidedBy: { lines_changed: 1, reply_agreed: 1, unanswered: 4 },
  });
  expect(measure?.addressed.value).toBe(0.25);
  // Wilson's interval for 1 of 4, as in Newcombe (1998).
  expect(measure?.addressed.low).toBeCloseTo(0.0456, 3);
  expect(measure?.addressed.high).toBeCloseTo(0.6994, 3);
  expect(measure?.actedOn.value).toBe(0.5);
});

test("suggestions count where there was one", () => {
  const committed: Outcome = { ...addressed, decidedBy: "suggestion_committed", strength: 1 };
  const [measure] = measureOutcomes(
    [
      remark({ hasSuggestion: true, outcome: committed }),
      remark({ hasSuggestion: true }),
      remark({ outcome: addressed }),
    ],
    "rule",
  );
  expect(measure?.suggestionsCommitted.value).toBe(0.5);
});

test("groups come largest first, and without a merge there is no rate", () => {
  const measures = measureOutcomes(
    [
      remark({ expert: "b", pull: "open" }),
      remark({ expert: "a" }),
      remark({ expert: "a" }),
      remark({ expert: "c" }),
    ],
    "expert",
  );
  expect(measures.map(({ group }) => group)).toEqual(["a", "b", "c"]);
  expect(measures[1]?.addressed.value).toBeNaN();
});
