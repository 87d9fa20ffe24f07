import { draftPrompt, type Expert } from "@devflow/expert";
import type { ReviewRequest } from "../review-change.ts";
import type { TokenBudget } from "./gather-context.ts";

/**
 * Of what the window leaves after instructions and answer, the share for retrieved code. More
 * context is not free: all models of SWE-PRBench got worse from diff-only to full context.
 */
const contextShare = 0.35;

/** For the labels around hunks and context items, which are not counted one by one. */
const labelTokens = 150;

/** A window too small for this many tokens of code cannot review anything. */
const minimumHunkTokens = 200;

/** How one prompt's window is divided, for this change's title, description and instructions. */
export async function tokenBudgetOf(
  { change, policy }: ReviewRequest,
  expert: Expert,
): Promise<TokenBudget> {
  const { repository, title, description } = change;
  const { instructions } = policy;
  const empty = draftPrompt({
    repository,
    title,
    description,
    instructions,
    hunks: [],
    context: [],
    facts: [],
  });
  const overhead = await expert.countTokens(`${empty.system}\n${empty.user}`);
  const free = expert.windowTokens - expert.maxOutputTokens - overhead - labelTokens;
  const contextTokens = Math.max(0, Math.floor(free * contextShare));
  return {
    countTokens: (text) => expert.countTokens(text),
    hunkTokens: Math.max(minimumHunkTokens, free - contextTokens),
    contextTokens,
  };
}
