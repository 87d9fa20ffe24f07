import type { RepositoryConfig } from "@devflow/config";
import type { Database } from "@devflow/database";
import { type Payer, readSpent } from "./spent-tokens.ts";

/** What a review or a command may still ask of the expert. */
export interface TokensLeft {
  tokens: number;
  /** Why there are none, in words for people, and when there will be some; null while there are. */
  usedUp: string | null;
}

/**
 * The tokens that the limits of a pull request and of a day leave.
 *
 * Race accepted: reviews of one repository that begin side by side see the same rest, and each may
 * use it up. What they take together over the limit is bounded by `limits.tokens_per_review` each.
 */
export async function tokensLeft(
  database: Database,
  payer: Payer,
  limits: RepositoryConfig["limits"],
): Promise<TokensLeft> {
  const { tokensPerPullRequest, tokensPerDay } = limits;
  const spent = await readSpent(database, payer);
  if (spent.ofPull >= tokensPerPullRequest) {
    const all = inWords(tokensPerPullRequest);
    return {
      tokens: 0,
      usedUp: `this pull request has used up its ${all} tokens (limits.tokens_per_pull_request); it gets more when the limit is raised`,
    };
  }
  if (spent.today >= tokensPerDay) {
    const all = inWords(tokensPerDay);
    return {
      tokens: 0,
      usedUp: `this repository has used up its ${all} tokens of today (limits.tokens_per_day); from 00:00 UTC there are new ones`,
    };
  }
  const tokens = Math.min(tokensPerPullRequest - spent.ofPull, tokensPerDay - spent.today);
  return { tokens, usedUp: null };
}

function inWords(tokens: number): string {
  return tokens.toLocaleString("en-US");
}
