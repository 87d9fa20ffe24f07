import type { Settings } from "@devflow/config";
import type { Database } from "@devflow/database";
import { ExternalError, UsageError } from "@devflow/errors";
import { type AppClient, createAppAccess } from "@devflow/github";
import {
  type BackfillStatus,
  backfillRepository,
  listBackfills,
  rememberFromGitHub,
} from "@devflow/indexer/backfill";
import {
  type BackfillRun,
  backfillProgressText,
  backfillsToText,
  waitText,
} from "../formats/backfill-to-text.ts";
import { withInterrupt } from "../interrupt.ts";
import { loadCliSettings } from "../local/cli-settings.ts";
import { quietLogger } from "../local/quiet-logger.ts";
import { repositoryByName } from "../local/repository-by-name.ts";
import { withLocalDatabase } from "../local/with-local-index.ts";
import { type Progress, startProgress } from "../progress.ts";
import { writeOut } from "../write-out.ts";
import type { BackfillFlags } from "./backfill.ts";

/** `devflow backfill`: reads histories, or says how far they were read. */
export async function runBackfill(flags: BackfillFlags): Promise<void> {
  const since = sinceOf(flags.since);
  const limit = limitOf(flags.limit);
  if (!flags.status && (flags.repo === undefined) === (flags.all === undefined)) {
    throw new UsageError(
      "say which history to read",
      "Give --repo owner/name, or --all for every repository of the database.",
    );
  }
  const settings = loadCliSettings(flags);
  const progress = startProgress();
  try {
    const { outcomes, statuses } = await withInterrupt((signal) =>
      withLocalDatabase(settings, async (database) => {
        if (flags.status) return await statusOnly(database, flags.repo);
        const app = await appOf(settings);
        const ids = await repositoriesOf(database, app, flags.repo);
        const outcomes = new Map<number, BackfillRun>();
        for (const status of await listBackfills(database, ids)) {
          const watch = watching(progress, status.name);
          const options = {
            ...{ since, ...watch, signal },
            ...(limit !== null && { limit }),
            secretFiles: settings.secretFiles,
          };
          const { repositoryId } = status;
          const outcome = await backfillRepository(database, app, repositoryId, options);
          const [after] = await listBackfills(database, [repositoryId]);
          const isNothingNew = outcome.end === "done" && hasNothingNew(status, after);
          outcomes.set(repositoryId, { ...outcome, isNothingNew });
        }
        return { outcomes, statuses: await listBackfills(database, ids) };
      }),
    );
    progress.stop();
    const documents = statuses.map((status) => toJson(status, outcomes.get(status.repositoryId)));
    await writeOut(
      flags.json
        ? `${JSON.stringify(documents, null, 2)}\n`
        : backfillsToText(statuses, outcomes, new Date()),
    );
  } finally {
    progress.stop();
  }
}

async function statusOnly(database: Database, name: string | undefined) {
  const id = name === undefined ? null : await repositoryByName(database, name);
  if (id === undefined) throw unknownRepository(name ?? "");
  const statuses = await listBackfills(database, id === null ? null : [id]);
  return { outcomes: new Map<number, BackfillRun>(), statuses };
}

/** The newest page is read again in any case: what is stored says whether there was more in it. */
function hasNothingNew(before: BackfillStatus, after: BackfillStatus | undefined): boolean {
  if (before.state !== "done" || after === undefined) return false;
  const kinds = ["pulls", "comments", "commentsOfPeople", "ledToChange", "remembered"] as const;
  return kinds.every((kind) => before[kind] === after[kind]);
}

async function repositoriesOf(
  database: Database,
  app: AppClient,
  name: string | undefined,
): Promise<number[] | null> {
  if (name === undefined) return null;
  const known = await repositoryByName(database, name);
  const id = known ?? (await rememberFromGitHub(database, app, name));
  if (id === undefined) throw unknownRepository(name);
  return [id];
}

function unknownRepository(name: string): UsageError {
  return new UsageError(
    `neither the database nor the GitHub App knows a repository ${name}`,
    "Install the App on it, or run `devflow backfill --status`: it lists those that are known.",
  );
}

async function appOf(settings: Settings): Promise<AppClient> {
  try {
    return await createAppAccess(settings, quietLogger(settings))();
  } catch (thrown) {
    if (!(thrown instanceof ExternalError) || thrown.code !== "no_app") throw thrown;
    throw new UsageError(
      "there is no GitHub App yet, and histories are read by it",
      "`devflow start` prints the page that creates it.",
    );
  }
}

function watching(progress: Progress, name: string) {
  return {
    onProgress(each: Parameters<typeof backfillProgressText>[1]) {
      progress.step(backfillProgressText(name, each));
    },
    onWait(wait: Parameters<typeof waitText>[0]) {
      progress.note(waitText(wait));
    },
  };
}

function sinceOf(text: string | undefined): Date | null {
  if (text === undefined) return null;
  const time = /^\d{4}-\d\d-\d\d(T[\d:.]+Z?)?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time) || time > Date.now()) {
    throw new UsageError(
      `--since ${text} is no date of the past`,
      "Write it as year-month-day, for example --since 2025-01-31.",
    );
  }
  return new Date(time);
}

function limitOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new UsageError(
    `--limit ${text} is no number of pull requests`,
    "Give a whole number from 1 on, for example --limit 500.",
  );
}

function toJson(status: BackfillStatus, outcome: BackfillRun | undefined) {
  return {
    repository_id: status.repositoryId,
    name: status.name,
    state: status.state,
    since: status.since,
    reached: status.reached,
    covered_to: status.coveredTo,
    pull_requests: status.pulls,
    pull_requests_on_github: status.pullsTotal,
    comments: status.comments,
    comments_of_people: status.commentsOfPeople,
    led_to_change: status.ledToChange,
    remembered: status.remembered,
    points: status.points,
    last_error: status.lastError,
    updated_at: status.updatedAt,
    run:
      outcome === undefined
        ? null
        : {
            end: outcome.end,
            pull_requests: outcome.pulls,
            comments: outcome.comments,
            points: outcome.points,
            requests: outcome.requests,
            nothing_new: outcome.isNothingNew,
          },
  };
}
