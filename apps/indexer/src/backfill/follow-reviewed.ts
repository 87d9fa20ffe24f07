/**
 * What people wrote on pull requests that were reviewed, as soon as these have ended: what the reviews
 * missed, and where they were right to say nothing.
 *
 * Properties wanted: the same rows whatever webhooks were lost, repeated or late; what people write
 * within three days of the end is found; a handful of requests a pull request, each of which is read
 * twice; reviews always find budget left at GitHub.
 * Design: rows say which pull requests are due, GitHub says what is so. A reading takes the state of
 * GitHub as the backfill does, and stores the same rows with when it began; so an event is only the
 * occasion. An open one is asked about once a day, for the case that nobody told of its end.
 * Accepted: two processes that read one repository store the same twice. What is written later than three
 * days after the end, or deleted again after it was read, is as it was read. A pull request that ended
 * without a delivery and was reviewed more than 180 days ago is not found.
 */
import type { Database, Queryable } from "@devflow/database";
import { ExternalError } from "@devflow/errors";
import type { ApiBudget, InstallationClient, PastPullRequest } from "@devflow/github";
import { type IsSecretFile, secretFilesWith } from "@devflow/syntax";
import { duePulls } from "./due-pulls.ts";
import { FileReader } from "./file-reader.ts";
import { judgePulls } from "./judge-pulls.ts";
import type { BackfilledRepository } from "./run-backfill.ts";
import { storeJudged } from "./store-page.ts";
import { type Wait, waitAfter, waitForBudget } from "./wait-for-budget.ts";

/** Of one run: some hundred points at most. Other repositories have their turn meanwhile. */
const mostPulls = 50;
/** Files of so many are asked for together, and stored at once. */
const pullsAtOnce = 10;

export interface FollowOutcome {
  /** Pull requests that had ended and were stored. */
  ended: number;
  /** Still open, or gone. */
  others: number;
  comments: number;
  requests: number;
  /** There may be more. */
  hasMore: boolean;
  /** GitHub's limits: go on then. */
  wait: Wait | null;
}

export interface FollowOptions {
  now: () => Date;
  /** Patterns beside the built-in list of files that hold secrets. */
  secretFiles?: readonly string[];
  signal?: AbortSignal;
}

/** Reads what is due of a repository. Raises ExternalError when GitHub fails; what was stored stays. */
export async function followReviewed(
  database: Database,
  client: InstallationClient,
  repository: BackfilledRepository,
  { now, secretFiles = [], signal }: FollowOptions,
): Promise<FollowOutcome> {
  const due = await duePulls(database, repository.id, now(), mostPulls);
  const outcome: FollowOutcome = {
    ...{ ended: 0, others: 0, comments: 0, requests: 0 },
    ...{ hasMore: due.length === mostPulls, wait: null },
  };
  try {
    for (let at = 0; at < due.length && outcome.wait === null; at += pullsAtOnce) {
      signal?.throwIfAborted();
      const readAt = now();
      const numbers = due.slice(at, at + pullsAtOnce);
      const budget = await followSome(database, client, repository, {
        ...{ numbers, readAt, outcome },
        isSecretFile: secretFilesWith(secretFiles),
      });
      outcome.wait = waitForBudget(budget);
    }
  } catch (thrown) {
    outcome.wait = waitAfter(thrown);
    if (outcome.wait === null) throw thrown;
  }
  return outcome;
}

/** Gives what GitHub says is left. */
async function followSome(
  database: Database,
  client: InstallationClient,
  repository: BackfilledRepository,
  {
    numbers,
    readAt,
    outcome,
    isSecretFile,
  }: {
    numbers: readonly number[];
    readAt: Date;
    outcome: FollowOutcome;
    isSecretFile: IsSecretFile;
  },
): Promise<ApiBudget | null> {
  let budget: ApiBudget | null = null;
  const ended: PastPullRequest[] = [];
  const others: { number: number; isOpen: boolean }[] = [];
  for (const number of numbers) {
    const read = await readPull(client, repository, number);
    outcome.requests += read?.requests ?? 1;
    budget = read?.budget ?? budget;
    if (read === null) others.push({ number, isOpen: false });
    else if (read.pull.closedAt === null) others.push({ number, isOpen: true });
    else ended.push(read.pull);
  }
  const files = new FileReader(client, repository);
  const judged = await judgePulls(ended, files, isSecretFile);
  await database.transaction(async (transaction) => {
    await storeJudged(transaction, repository.id, judged);
    for (const pull of ended) await storeEnd(transaction, repository.id, pull, readAt);
    for (const other of others) await storeLook(transaction, repository.id, other, readAt);
  });
  outcome.ended += ended.length;
  outcome.others += others.length;
  outcome.comments += ended.reduce((sum, { comments }) => sum + comments.length, 0);
  outcome.requests += files.requests;
  return files.budget ?? budget;
}

/** Null: GitHub has it no longer. */
async function readPull(
  client: InstallationClient,
  repository: BackfilledRepository,
  number: number,
) {
  try {
    return await client.readPastPull(repository, number);
  } catch (thrown) {
    if (thrown instanceof ExternalError && thrown.code === "gone") return null;
    throw thrown;
  }
}

async function storeEnd(
  transaction: Queryable,
  repositoryId: number,
  { number, author, closedAt, mergedAt, headSha }: PastPullRequest,
  readAt: Date,
): Promise<void> {
  await transaction.query(
    `INSERT INTO pull_requests (repository_id, number, author, merged_at, closed_at, last_head_sha,
                                comments_read_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (repository_id, number) DO UPDATE
        SET author = excluded.author, merged_at = excluded.merged_at, closed_at = excluded.closed_at,
            last_head_sha = excluded.last_head_sha, comments_read_at = excluded.comments_read_at`,
    [repositoryId, number, author.login, mergedAt, closedAt, headSha, readAt],
  );
}

/** One that was opened again is no longer closed; one that was closed while it was read stays so. */
async function storeLook(
  transaction: Queryable,
  repositoryId: number,
  { number, isOpen }: { number: number; isOpen: boolean },
  readAt: Date,
): Promise<void> {
  await transaction.query(
    `INSERT INTO pull_requests (repository_id, number, comments_read_at) VALUES ($1, $2, $3)
     ON CONFLICT (repository_id, number) DO UPDATE
        SET comments_read_at = excluded.comments_read_at,
            closed_at = CASE WHEN $4 AND pull_requests.closed_at < excluded.comments_read_at
                             THEN NULL ELSE pull_requests.closed_at END`,
    [repositoryId, number, readAt, isOpen],
  );
}
