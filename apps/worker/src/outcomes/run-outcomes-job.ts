import type { RepositoryConfig } from "@devflow/config";
import type { Queryable } from "@devflow/database";
import { ExternalError } from "@devflow/errors";
import type { InstallationClient, PullActivity } from "@devflow/github";
import type { Job } from "@devflow/queue";
import { z } from "zod";
import type { WorkerContext } from "../context.ts";
import { auditedExpert } from "../experts/audited-expert.ts";
import { meteredExpert } from "../limits/metered-expert.ts";
import { tokensLeft } from "../limits/tokens-left.ts";
import { readConfiguration } from "../review/read-configuration.ts";
import { collectSignals } from "./collect-signals.ts";
import { followLines } from "./follow-lines.ts";
import {
  loadOutcomePull,
  type OutcomePull,
  type OutcomeRemark,
  readOutcomeRemarks,
} from "./outcome-pull.ts";
import { type ReadSignal, WordReader } from "./read-words.ts";
import { readWriters } from "./read-writers.ts";
import { endUnreadable, readKnownWords, storeOutcomes } from "./store-outcomes.ts";

/** After the end of a pull request people go on talking for a while; then its outcomes stand. */
const finalAfterMs = 3 * 24 * 60 * 60 * 1_000;

export interface OutcomesContext
  extends Pick<WorkerContext, "database" | "logger" | "app" | "expert"> {
  now(): Date;
}

/**
 * Properties wanted: the same outcomes whatever webhooks were lost, repeated or late; nothing is
 * written on GitHub; reading again changes nothing.
 * Design: a reading takes GitHub's state and our rows as they are, works out every signal that holds,
 * and makes the stored ones agree. So an event is only the occasion, and the nightly reading finds
 * what no event told of, reactions among it.
 * Race accepted: what people do between our reading and its storing is found by the next reading;
 * the last one is three days after the end.
 */
export async function runOutcomesJob(
  context: OutcomesContext,
  job: Pick<Job<"outcomes">, "data" | "signal">,
): Promise<void> {
  const { database, logger } = context;
  const pull = await loadOutcomePull(database, job.data);
  if (pull === null || pull.isFinal) return;
  const github = context.app.forInstallation(pull.installationId);
  const activity = await readActivity(github, pull);
  if (activity === "gone") {
    await endUnreadable(database, pull, context.now());
    logger.info("the outcomes of a pull request that is gone are final");
    return;
  }
  const remarks = await readOutcomeRemarks(database, pull);
  const signals = await readSignals(context, github, { pull, activity, remarks }, job.signal);
  const readAt = context.now();
  const { endedAt } = activity;
  const isFinal = endedAt !== null && readAt.getTime() - endedAt.getTime() >= finalAfterMs;
  await storeOutcomes(database, { pull, activity, signals, isFinal, readAt });
  logger.info({ remarks: remarks.length, isFinal }, "outcomes read");
}

async function readActivity(
  github: InstallationClient,
  { repository, pullNumber }: OutcomePull,
): Promise<PullActivity | "gone"> {
  try {
    return await github.readPullActivity(repository, pullNumber);
  } catch (thrown) {
    if (thrown instanceof ExternalError && thrown.code === "gone") return "gone";
    throw thrown;
  }
}

interface Reading {
  pull: OutcomePull;
  activity: PullActivity;
  remarks: readonly OutcomeRemark[];
}

async function readSignals(
  context: OutcomesContext,
  github: InstallationClient,
  { pull, activity, remarks }: Reading,
  signal: AbortSignal,
): Promise<Map<number, ReadSignal[]>> {
  const { database, logger } = context;
  const { slug } = await context.app.identity();
  const fates = await followLines(github, pull.repository, activity, remarks);
  const carriedOut = await readCarriedOut(database, pull);
  const writers = await readWriters(github, pull.repository, activity);
  const expert = await context.expert();
  const asker = { actor: "devflow", ...pull };
  const asked =
    expert && meteredExpert(auditedExpert(expert, database, asker, null), database, pull);
  const known = await readKnownWords(database, pull);
  const reader = new WordReader(asked, known, logger, signal, tokensFor(database, github, pull));
  const byComment = new Map(activity.threads.map((thread) => [thread.commentId, thread]));
  const byId = new Map(activity.threads.map((thread) => [thread.id, thread]));
  const signals = new Map<number, ReadSignal[]>();
  for (const remark of remarks) {
    const thread = byComment.get(remark.commentId ?? 0) ?? byId.get(remark.threadId ?? "") ?? null;
    const lines = fates.get(remark.id);
    if (lines === undefined) continue;
    const mayWrite = (login: string) => writers.has(login);
    const sources = { remark, thread, lines, activity, carriedOut, slug, mayWrite };
    const read: ReadSignal[] = [];
    for (const found of collectSignals(sources)) read.push(await reader.read(remark, found));
    signals.set(remark.id, read);
  }
  return signals;
}

/** Whether the limits of the pull request and of the day leave tokens; the limits are read once. */
function tokensFor(
  database: WorkerContext["database"],
  github: InstallationClient,
  pull: OutcomePull,
): () => Promise<boolean> {
  const { repository, pullNumber } = pull;
  let limits: Promise<RepositoryConfig["limits"]> | undefined;
  const read = async () => {
    const now = await github.readPullRequest(repository, pullNumber);
    return (await readConfiguration(github, repository, now)).config.limits;
  };
  return async () => {
    limits ??= read();
    return (await tokensLeft(database, pull, await limits)).usedUp === null;
  };
}

const commentSchema = z.object({ comment_id: z.number() });

async function readCarriedOut(
  database: Queryable,
  { repositoryId, pullNumber }: OutcomePull,
): Promise<Set<number>> {
  const rows = await database.query(
    `SELECT comment_id FROM commands
      WHERE repository_id = $1 AND pull_number = $2 AND comment_kind = 'review_comment'
        AND state = 'done'`,
    [repositoryId, pullNumber],
  );
  return new Set(rows.map((row) => commentSchema.parse(row).comment_id));
}
