import {
  type Finding,
  type ReviewPolicy,
  type ReviewPorts,
  type ReviewResult,
  reviewChange,
} from "@devflow/review";
import type { RuleSet } from "@devflow/syntax";
import type { LocalChange } from "../../apps/cli/src/local/local-change.ts";

/** What stays the same for all reviews of a run. */
export interface Reviewer {
  expert: ReviewPorts["expert"];
  policy: ReviewPolicy;
  rules: RuleSet;
}

/** The review as a pull request's first one: nothing was said before, nothing is indexed. */
export async function reviewCommit(
  { expert, policy, rules }: Reviewer,
  { change, readFile, files }: LocalChange,
): Promise<ReviewResult> {
  return await reviewChange(
    { change, policy, history: {}, rules },
    { readFile, index: null, repository: files, expert },
  );
}

/** Same words about the same code: what both variants of a change have is not about the defect. */
export function meaningOf({ path, source, title, contentKey }: Finding): string {
  return JSON.stringify([path, source, title, contentKey]);
}
