import { budgetFor, type Expert } from "@devflow/expert";
import type { Change, ReviewPolicy } from "../model.ts";

/** How one prompt's window is divided; all in tokens. */
export interface TokenBudget {
  countTokens: (text: string) => Promise<number>;
  /** For the changed code of one prompt, frames included. */
  hunkTokens: number;
  /** For the retrieved code of one prompt, frames included. */
  contextTokens: number;
  /** Of `contextTokens`, what facts may take at most. */
  factTokens: number;
  /** Of `contextTokens`, what the team's guides may take at most. */
  conventionTokens: number;
  /** The frame around one hunk or context item. */
  frameTokens: number;
}

/**
 * Of what the window leaves after instructions and answer, the share for retrieved code. More
 * context is not free: all models of SWE-PRBench got worse from diff-only to full context.
 */
const contextShare = 0.35;

/** About ten facts, and one section of a guide, in a 4,096-token window. */
const factShare = 0.3;
const conventionShare = 0.25;

/** A window that leaves less than this cannot review anything; the expert then refuses the prompt. */
const minimumHunkTokens = 200;

export async function tokenBudgetOf(
  change: Change,
  policy: ReviewPolicy,
  expert: Expert,
): Promise<TokenBudget> {
  const { repository, title, description } = change;
  const { instructions } = change.files
    .map(({ path }) => policy.forPath(path))
    .reduce((a, b) => (b.instructions.length > a.instructions.length ? b : a), policy.forPath(""));
  const { language } = policy;
  const prompt = { repository, title, description, instructions, language, facts: [] };
  const { availableTokens, blockOverheadTokens } = await budgetFor(expert, prompt);
  const contextTokens = Math.floor(availableTokens * contextShare);
  return {
    countTokens: (text) => expert.countTokens(text),
    hunkTokens: Math.max(minimumHunkTokens, availableTokens - contextTokens),
    contextTokens,
    factTokens: Math.floor(contextTokens * factShare),
    conventionTokens: Math.floor(contextTokens * conventionShare),
    frameTokens: blockOverheadTokens,
  };
}
