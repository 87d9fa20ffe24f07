import type { OutcomeRemark } from "../../src/outcomes/outcome-pull.ts";

/** A finding of the expert that was said and that nobody decided about. */
export const remark: OutcomeRemark = {
  id: 1,
  source: "expert",
  category: "correctness",
  title: "Division by zero",
  body: "It is.",
  path: "src/cart.ts",
  commentId: 10,
  threadId: null,
  wasResolved: false,
  state: "open",
  isSwitchedOff: false,
  stateActor: null,
  stateReason: null,
  stateAt: new Date(0),
  said: null,
};
