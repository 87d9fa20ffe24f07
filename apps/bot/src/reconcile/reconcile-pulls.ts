import type { Database } from "@devflow/database";
import { ExternalError } from "@devflow/errors";
import type { AppClient, Installation, InstallationClient } from "@devflow/github";
import type { Logger } from "@devflow/logging";
import type { Queues } from "@devflow/queue";
import { z } from "zod";
import { putInstallation } from "../work/installations.ts";
import { rememberRepository } from "../work/known-repository.ts";
import { settlePull } from "../work/settle-pull.ts";

/** Reviews queued in one run; what is left is found by the next. */
const maxReviews = 200;

/** Open pull requests looked at per repository, the most recently changed first. */
const maxPullsPerRepository = 200;

export interface ReconcileOptions {
  database: Database;
  queues: Queues;
  client: AppClient;
  logger: Logger;
}

const rowSchema = z.object({ pull_number: z.number(), head_sha: z.string() });

/**
 * Finds what no event told us: installations, repositories, and open pull requests whose head has
 * no review. It makes up for everything that was lost on the way, our own database included.
 * Pull requests that were quiet since the App was installed are left alone: nobody who tries a
 * reviewer wants a review on each of them at once.
 * Gives the number of reviews queued.
 */
export async function reconcilePulls(options: ReconcileOptions): Promise<number> {
  let left = maxReviews;
  for await (const found of options.client.listInstallations()) {
    const { id, account, isSuspended } = found;
    const state = isSuspended ? "suspended" : "active";
    await putInstallation(options.database, { id, account, state });
    if (!isSuspended) left -= await reconcileInstallation(options, found, left);
  }
  options.logger.info({ queued: maxReviews - left }, "reconciled pull requests");
  return maxReviews - left;
}

/** One installation that cannot be read does not stop the others. */
async function reconcileInstallation(
  options: ReconcileOptions,
  { id: installationId, createdAt: since }: Installation,
  maxQueued: number,
): Promise<number> {
  const { database, queues, client, logger } = options;
  const installation = client.forInstallation(installationId);
  const seen: number[] = [];
  let queued = 0;
  try {
    for await (const repository of installation.listRepositories()) {
      const { id: githubId, owner, name, defaultBranch } = repository;
      const found = { githubId, installationId, owner, name, defaultBranch, isCovered: true };
      const repositoryId = await rememberRepository(database, queues, found);
      seen.push(githubId);
      const work = { repositoryId, owner, name, since, maxQueued: maxQueued - queued };
      queued += await reconcileRepository(options, installation, work);
    }
    await markOthersRemoved(database, installationId, seen);
  } catch (err) {
    if (!(err instanceof ExternalError)) throw err;
    logger.warn({ err, installationId }, "an installation could not be reconciled");
  }
  return queued;
}

interface RepositoryWork {
  repositoryId: number;
  owner: string;
  name: string;
  /** Pull requests that nobody touched since then are left alone. */
  since: Date;
  maxQueued: number;
}

async function reconcileRepository(
  { database, queues }: ReconcileOptions,
  installation: InstallationClient,
  { repositoryId, since, maxQueued, ...repository }: RepositoryWork,
): Promise<number> {
  if (maxQueued <= 0) return 0;
  const reviewed = await reviewedHeads(database, repositoryId);
  let queued = 0;
  let looked = 0;
  for await (const pull of installation.listOpenPullRequests(repository)) {
    // The most recently changed come first: from here on all are older than the installation.
    if (pull.updatedAt < since) break;
    if (queued === maxQueued || looked === maxPullsPerRepository) break;
    looked += 1;
    if (reviewed.has(`${pull.number}@${pull.headSha}`)) continue;
    await settlePull(database, queues, {
      repositoryId,
      pull,
      trigger: "reconciler",
      restartFrom: ["superseded", "failed"],
    });
    queued += 1;
  }
  return queued;
}

/**
 * Heads that have a review. Not those whose review was superseded, which ended too early when the
 * head is still the newest; nor those whose review failed more than an hour ago, for a day: what
 * was away may be back.
 */
async function reviewedHeads(database: Database, repositoryId: number): Promise<Set<string>> {
  const rows = await database.query(
    `SELECT pull_number, head_sha FROM reviews
     WHERE repository_id = $1 AND state <> 'superseded'
       AND NOT coalesce(state = 'failed' AND finished_at < now() - interval '1 hour'
                        AND created_at > now() - interval '1 day', false)`,
    [repositoryId],
  );
  return new Set(
    rows.map((row) => {
      const { pull_number, head_sha } = rowSchema.parse(row);
      return `${pull_number}@${head_sha}`;
    }),
  );
}

async function markOthersRemoved(
  database: Database,
  installationId: number,
  seen: readonly number[],
): Promise<void> {
  await database.query(
    `UPDATE repositories SET state = 'removed'
     WHERE installation_id = $1 AND state = 'active' AND NOT (github_id = ANY ($2::bigint[]))`,
    [installationId, [...seen]],
  );
}
