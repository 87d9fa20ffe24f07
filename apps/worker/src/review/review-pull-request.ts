import type { InstallationClient, PullRequest } from "@devflow/github";
import { openCodeIndex } from "@devflow/retrieval";
import {
  policyForChange,
  type ReviewResult,
  reviewChange,
  type TeamSettings,
} from "@devflow/review";
import type { WorkerContext } from "../context.ts";
import { meteredExpert } from "../limits/metered-expert.ts";
import { tokensLeft } from "../limits/tokens-left.ts";
import { readMemories } from "../memory/memories.ts";
import { withMemories } from "../memory/with-memories.ts";
import { loadFilter } from "../store/load-filter.ts";
import type { ReviewRow } from "../store/review-row.ts";
import { baseFilesOf } from "./base-files.ts";
import { readHistory } from "./read-history.ts";
import { readPullChange } from "./read-pull-change.ts";

export interface PullRequestReview {
  context: WorkerContext;
  github: InstallationClient;
  row: ReviewRow;
  pull: PullRequest;
  settings: TeamSettings;
  signal: AbortSignal;
}

/** Reads the change from GitHub and runs the pipeline over it. Writes nothing. */
export async function reviewPullRequest(input: PullRequestReview): Promise<ReviewResult> {
  const { context, github, row, pull, settings, signal } = input;
  const { repository } = row;
  const { change, readFile } = await readPullChange(github, repository, pull);
  const base = baseFilesOf(github, repository, pull.baseSha);
  const memories = await readMemories(context.database, row.repositoryId);
  const policy = withMemories(await policyForChange(settings, change, base), memories);
  const history = await readHistory(context, github, row);
  const { expert, ...asked } = await askableExpert(input);
  return reviewChange(
    { change, policy, history, rules: settings.rules, ...asked },
    {
      readFile,
      index: openCodeIndex(context.database, row.repositoryId, { embedder: context.embedder }),
      expert,
      filter: await loadFilter(context.database, row.repositoryId, context.embedder),
      signal,
    },
  );
}

/** The expert with what it may cost, or none and why, where the team's limits are used up. */
async function askableExpert({ context, row, settings }: PullRequestReview) {
  const { limits } = settings.configuration.config;
  const expert = await context.expert();
  const timeMs = limits.secondsPerReview * 1_000;
  if (expert === null) return { expert, cost: { timeMs } };
  const { tokens, usedUp } = await tokensLeft(context.database, row, limits);
  if (usedUp !== null) {
    const withoutExpert = {
      state: "over_limit" as const,
      identity: expert.identity,
      reason: usedUp,
    };
    return { expert: null, cost: { timeMs }, withoutExpert };
  }
  const cost = { timeMs, tokens: Math.min(limits.tokensPerReview, tokens) };
  return { expert: meteredExpert(expert, context.database, row), cost };
}
