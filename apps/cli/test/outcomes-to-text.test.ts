import { type MeasuredRemark, measureGroup, measureOutcomes } from "@devflow/dataset/outcomes";
import { expect, test } from "vitest";
import { outcomesToText } from "../src/formats/outcomes-to-text.ts";

const remark: MeasuredRemark = {
  repository: "acme/shop",
  rule: "expert",
  category: "correctness",
  expert: "review@2026-11-22",
  pull: "merged",
  hasSuggestion: true,
  outcome: {
    label: "wanted",
    decidedBy: "suggestion_committed",
    strength: 1,
    isAddressed: true,
  },
};
const silent: MeasuredRemark = {
  ...remark,
  rule: "rule:no-eval",
  hasSuggestion: false,
  pull: "open",
  outcome: { label: null, decidedBy: "none", strength: 0, isAddressed: false },
};

test("one line a group, and all together", () => {
  const remarks = [remark, remark, silent];
  const text = outcomesToText(
    "rule",
    measureOutcomes(remarks, "rule"),
    measureGroup("all", remarks),
  );
  expect(text).toMatchInlineSnapshot(`
    "rule          findings  merged             addressed              acted on             committed  wanted  unwanted  undecided
    expert               2       2  100.0 % (34.2-100.0)  100.0 % (34.2-100.0)  100.0 % (34.2-100.0)       2         0          0
    rule:no-eval         1       0                     -                     -                     -       0         0          1
    all                  3       2  100.0 % (34.2-100.0)  100.0 % (34.2-100.0)  100.0 % (34.2-100.0)       2         0          1
    "
  `);
});

test("says what to do where nothing is known", () => {
  expect(outcomesToText("rule", [], measureGroup("all", []))).toContain("devflow start");
});
