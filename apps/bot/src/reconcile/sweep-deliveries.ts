import type { Database } from "@devflow/database";
import { ExternalError } from "@devflow/errors";
import type { AppClient, AppDelivery } from "@devflow/github";
import type { Logger } from "@devflow/logging";
import { countRedelivery, knownGuids } from "./redelivery-ledger.ts";
import { readSweepMark, writeSweepMark } from "./sweep-mark.ts";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** GitHub's promise on github.com; GHES keeps them for 7 days. */
const keptByGitHubMs = 3 * dayMs;

/** Deliveries near the mark may have been under way when it was set. */
const overlapMs = 10 * minuteMs;

/** Redeliveries asked for in one sweep; the rest is left for the next. */
const maxPerSweep = 100;

export interface SweepOptions {
  database: Database;
  client: AppClient;
  logger: Logger;
  now?: Date;
}

/**
 * GitHub tries a delivery once. This looks through its list since the last mark and asks again for
 * every GUID that never got through and is not in our inbox; the inbox makes repeats harmless.
 * The mark moves only when nothing was left over. Gives the number of redeliveries asked for.
 */
export async function sweepDeliveries(options: SweepOptions): Promise<number> {
  const { database, client, logger } = options;
  const startedAt = options.now ?? new Date();
  const mark = (await readSweepMark(database))?.getTime() ?? 0;
  const since = new Date(Math.max(mark - overlapMs, startedAt.getTime() - keptByGitHubMs));
  const failed = await listNeverDelivered(client, since, logger);
  const known = await knownGuids(database, [...failed.keys()]);
  const missing = [...failed.values()].filter((delivery) => !known.has(delivery.guid));
  let asked = 0;
  for (const delivery of missing.slice(0, maxPerSweep)) {
    if (!(await countRedelivery(database, delivery.guid))) continue;
    await client.redeliver(delivery.id);
    asked += 1;
  }
  if (missing.length <= maxPerSweep) await writeSweepMark(database, startedAt);
  logger.info({ failed: failed.size, missing: missing.length, asked }, "swept deliveries");
  return asked;
}

/** The newest failed attempt of each GUID without a successful one, the oldest GUID first. */
async function listNeverDelivered(
  client: AppClient,
  since: Date,
  logger: Logger,
): Promise<Map<string, AppDelivery>> {
  const attempts: AppDelivery[] = [];
  try {
    for await (const attempt of client.listDeliveries(since)) attempts.push(attempt);
  } catch (thrown) {
    // More than 10,000 attempts since the mark: the newest are handled, older ones the reconciler heals.
    if (!(thrown instanceof ExternalError) || thrown.code !== "too_many_pages") throw thrown;
    logger.warn({ attempts: attempts.length }, "too many deliveries to look through");
  }
  const delivered = new Set(
    attempts.filter((attempt) => attempt.wasSuccessful).map((attempt) => attempt.guid),
  );
  const failed = new Map<string, AppDelivery>();
  for (const attempt of attempts.reverse()) {
    if (!delivered.has(attempt.guid)) failed.set(attempt.guid, attempt);
  }
  return failed;
}
