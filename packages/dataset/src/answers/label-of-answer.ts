import type { AnswerLabel } from "../model.ts";

const labels: Readonly<Record<string, { isWanted: boolean; decidedBy: AnswerLabel }>> = {
  applied: { isWanted: true, decidedBy: "answer_applied" },
  tests_passed: { isWanted: true, decidedBy: "answer_tests_passed" },
  helpful: { isWanted: true, decidedBy: "answer_helpful" },
  discarded: { isWanted: false, decidedBy: "answer_discarded" },
  undone: { isWanted: false, decidedBy: "answer_undone" },
  unhelpful: { isWanted: false, decidedBy: "answer_unhelpful" },
};

export type UnlabelledAnswer = "tests failed" | "nothing told";

/**
 * Whether an answer was wanted, by the last that the editor told; or why nothing says it. Of tests that fail
 * nobody knows whether they are wrong or the code.
 */
export function labelOfAnswer(
  outcome: string | null,
): { isWanted: boolean; decidedBy: AnswerLabel } | UnlabelledAnswer {
  if (outcome === "tests_failed") return "tests failed";
  return labels[outcome ?? ""] ?? "nothing told";
}
