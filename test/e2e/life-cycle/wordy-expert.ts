import type { DraftedFinding } from "@devflow/expert";
import { type AnswerFunction, findings, text, verdict } from "@devflow/testkit/model-server";
import { type Bug, bugsIn } from "./bug-catalog.ts";
import type { Random } from "./random.ts";

/**
 * An expert as they are: sees every planted mistake that it is shown, new or old, each time in
 * other words, sometimes under another category, sometimes quoting the line before.
 */
export function wordyExpert(random: Random): AnswerFunction {
  return ({ purpose, user }) => {
    if (purpose === "verify") return verdict("keep");
    const lines = user.split("\n").map((line) => (isRemoved(line) ? "" : codeOf(line)));
    const seen = lines.flatMap((line, index) => bugsIn(line).map((bug) => ({ bug, index })));
    const mine = seen.filter(({ bug }) => bug.titles.length > 0);
    if (purpose === "still_stands") {
      const stands = mine.some(({ bug }) => user.includes(`goes wrong in ${bug.name}.`));
      return text(stands ? "STANDS: it does" : "FIXED: it is gone");
    }
    if (purpose !== "draft") return text("ready");
    return findings(mine.map(({ bug, index }) => report(bug, lines, index, random)));
  };
}

function report(bug: Bug, lines: string[], index: number, random: Random): Partial<DraftedFinding> {
  const isBefore = random.next() < 0.2;
  return {
    quote: (lines[isBefore ? index - 1 : index] ?? "").trim(),
    severity: "high",
    category: random.next() < 0.2 ? "maintainability" : bug.category,
    title: random.pick(bug.titles) ?? "",
    body: `This goes wrong in ${bug.name}.`,
  };
}

function isRemoved(line: string): boolean {
  return /^\s*(?:\d+\s+)*-/.test(line);
}

/** Without line numbers and the mark of a rendered hunk. */
function codeOf(line: string): string {
  return line.replace(/^\s*(?:\d+\s+)*[+-]?\s?/, "");
}
