import type { AssistAnswer, ChangeAnswer } from "@devflow/assist";
import { countChangedLines, parseUnifiedDiff } from "@devflow/diff";
import type { AssistUse } from "@devflow/usage";

/** Lines of the change that an answer proposes, as `git diff --numstat` counts; null where it proposes none. */
export function proposedLines(answer: AssistAnswer | ChangeAnswer): AssistUse["lines"] {
  if (!("patch" in answer) || answer.patch === null) return null;
  const counts = parseUnifiedDiff(answer.patch.diff).map(countChangedLines);
  return {
    added: counts.reduce((sum, { added }) => sum + added, 0),
    deleted: counts.reduce((sum, { removed }) => sum + removed, 0),
  };
}
