import { type AnswerFunction, findings, text, verdict } from "@devflow/testkit/model-server";
import { bugsIn } from "../life-cycle/bug-catalog.ts";
import { hasSuggestion } from "./month-plan.ts";

/** What people of the month write, with how an attentive reader takes it. */
export const words = {
  agree: "You are right about that.",
  promise: "I will fix it in a minute.",
  disagree: "No, the code is meant to be so.",
  ask: "In which case does this happen?",
  reason: "we guard against this where it is called",
  teammate: "Which of our services calls this function?",
  later: "known, there is a ticket for later",
} as const;

const readAs: readonly (readonly [string, string])[] = [
  [words.agree, "AGREED: says so"],
  [words.promise, "WILL_FIX: says so"],
  [words.disagree, "DISAGREED: says so"],
  [words.ask, "QUESTION: asks"],
  [words.reason, "DISAGREED: it is guarded"],
  [words.later, "AGREED: it is known"],
];

/** Sees each planted mistake whenever it is shown, always in the same words. */
export const monthExpert: AnswerFunction = ({ purpose, user }) => {
  if (purpose === "verify") return verdict("keep");
  if (purpose === "reply") {
    const answer = user.slice(user.lastIndexOf("The answer:"));
    return text(readAs.find(([said]) => answer.includes(said))?.[1] ?? "OTHER: unclear");
  }
  const lines = user.split("\n").filter((line) => !/^\s*(?:\d+\s+)*-/.test(line));
  const seen = lines.flatMap((line) => bugsIn(line)).filter(({ titles }) => titles.length > 0);
  if (purpose === "still_stands") {
    const stands = seen.some(({ name }) => user.includes(`goes wrong in ${name}.`));
    return text(stands ? "STANDS: it does" : "FIXED: it is gone");
  }
  if (purpose !== "draft") return text("ready");
  return findings(
    seen.map((bug) => ({
      quote: bug.bug,
      severity: "high",
      category: bug.category,
      title: bug.titles[0] ?? "",
      body: `This goes wrong in ${bug.name}.`,
      suggestion: hasSuggestion(bug) ? bug.fixed : null,
    })),
  );
};
