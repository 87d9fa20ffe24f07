import type { InstallationClient, PullRequest } from "@devflow/github";
import { openCodeIndex, type WatchedIndex, watchIndex } from "@devflow/retrieval";
import {
  policyForChange,
  type ReviewResult,
  reviewChange,
  type TeamSettings,
} from "@devflow/review";
import { loadFilter, readMemories, withMemories } from "@devflow/team-memory";
import type { WorkerContext } from "../context.ts";
import { auditedExpert } from "../experts/audited-expert.ts";
import { chooseExpert } from "../experts/choose-expert.ts";
import type { ShadowTask } from "../experts/shadow-drafts.ts";
import { meteredExpert } from "../limits/metered-expert.ts";
import { tokensLeft } from "../limits/tokens-left.ts";
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

/** A review, and the same once more for an adapter in the shadow, where there is one. */
export interface MadeReview {
  result: ReviewResult;
  shadow: ShadowTask | null;
}

/** Requests side by side are 4 by default; nobody waits for a shadow. */
const shadowTimes = 4;

/** Reads the change from GitHub and runs the pipeline over it. Writes nothing but who reviews. */
export async function reviewPullRequest(input: PullRequestReview): Promise<MadeReview> {
  const { context, github, row, pull, settings, signal } = input;
  const { repository } = row;
  const { change, readFile } = await readPullChange(github, repository, pull);
  const base = baseFilesOf(github, repository, pull.baseSha);
  const memories = await readMemories(context.database, row.repositoryId);
  const policy = withMemories(await policyForChange(settings, change, base), memories);
  const history = await readHistory(context, github, row);
  const opened = openCodeIndex(context.database, row.repositoryId, { embedder: context.embedder });
  const code = watchIndex(opened);
  const { expert, shadow, ...asked } = await askableExpert(input, code);
  const request = { change, policy, history, rules: settings.rules };
  const ports = {
    readFile,
    index: code.index,
    isSecretFile: context.isSecretFile,
    filter: await loadFilter(context.database, row.repositoryId, context.embedder),
  };
  const result = await reviewChange({ ...request, ...asked }, { ...ports, expert, signal });
  const { secondsPerReview, tokensPerReview, tokensPerDay } = settings.configuration.config.limits;
  // Asked one by one it takes longer, and what time leaves out would look like silence.
  const cost = { timeMs: secondsPerReview * 1_000 * shadowTimes, tokens: tokensPerReview };
  if (shadow === null || result.expert.state !== "used") return { result, shadow: null };
  const shadowed = watchIndex(opened);
  return {
    result,
    shadow: {
      row,
      adapter: shadow,
      tokensPerDay,
      code: shadowed,
      review: (drafting, stop) => {
        const seen = { ...ports, index: shadowed.index };
        return reviewChange({ ...request, cost }, { ...seen, expert: drafting, signal: stop });
      },
    },
  };
}

/** The expert with what it may cost, or none and why, where the team's limits are used up. */
async function askableExpert(
  { context, row, settings, signal }: PullRequestReview,
  code: WatchedIndex,
) {
  const { limits } = settings.configuration.config;
  const chosen = await chooseExpert(context, row, signal);
  const timeMs = limits.secondsPerReview * 1_000;
  if (chosen === null) return { expert: null, shadow: null, cost: { timeMs } };
  const { expert, shadow } = chosen;
  const { tokens, usedUp } = await tokensLeft(context.database, row, limits);
  if (usedUp !== null) {
    const withoutExpert = {
      state: "over_limit" as const,
      identity: expert.identity,
      reason: usedUp,
    };
    return { expert: null, shadow: null, cost: { timeMs }, withoutExpert };
  }
  const cost = { timeMs, tokens: Math.min(limits.tokensPerReview, tokens) };
  const audited = auditedExpert(expert, context.database, { actor: "devflow", ...row }, code);
  return { expert: meteredExpert(audited, context.database, row), shadow, cost };
}
