/**
 * Writes a data set for training from everything that this database knows.
 *
 * Properties wanted: the last whole data set stays as it is whatever happens to this run; the rows
 * of `exports` are true; a dead run's leftovers go away. Design: `export-rows.ts` beside it about
 * runs, `@devflow/dataset/write` about files. `latest` is pointed at the data set after it is whole,
 * and the row is completed after that: a run that dies between is completed by the next.
 */
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { appendAudit, questionLog } from "@devflow/audit";
import type { Settings } from "@devflow/config";
import type { Database } from "@devflow/database";
import { type CodeOptions, extractCode, notFinalYet, permissiveLicences } from "@devflow/dataset";
import {
  countedDataSet,
  type DataSetProgress,
  type Destination,
  type FormatName,
  type Manifest,
  namedPeople,
  openDestination,
  type People,
  pseudonymKey,
  pseudonymousPeople,
  writeDataSet,
} from "@devflow/dataset/write";
import { coerceError, ExternalError, UsageError } from "@devflow/errors";
import type { FimFamily } from "@devflow/expert";
import type { Logger } from "@devflow/logging";
import { secretFilesWith } from "@devflow/syntax";
import { contentKeys } from "@devflow/usage";
import packageJson from "../../package.json" with { type: "json" };
import { type OpenSources, openFolders, openIndexedCode, withIndexedTree } from "./code-sources.ts";
import { commentJudge, commentWindow } from "./comment-window.ts";
import {
  beginRun,
  failRun,
  finishRun,
  removeOldExports,
  runStates,
  settleDeadRuns,
} from "./export-rows.ts";
import { readFirstFinal } from "./first-final.ts";
import { narrowed } from "./narrowed.ts";
import { readAnswerExamples } from "./read-answers.ts";
import { readCompletionExamples } from "./read-completions.ts";
import { type ReviewExampleOptions, readReviewExamples } from "./read-review-examples.ts";
import { syntheticBy } from "./synthetic-by.ts";
import { defaultWords, readTeamWords } from "./team-words.ts";
import { tokenCounterOf } from "./token-counter.ts";

export interface ExportRequest {
  /** A folder or `s3://…`; null: that of the settings, else `exports` in the data folder. */
  destination: string | null;
  formats: readonly FormatName[];
  /** Null: all. */
  experts: readonly string[] | null;
  repositories: readonly { id: number; name: string }[] | null;
  since: Date | null;
  isNamed: boolean;
  /** Null: made of the time. */
  id: string | null;
  maxLengthOf: (expert: string) => number;
  /** Whose words fill-in-the-middle prompts are made of. */
  fimFamily: FimFamily;
  code: "indexed" | "none" | readonly string[];
  /** SPDX ids beside the permissive ones; null: those of the settings. */
  licences: readonly string[] | null;
  /** Undocumented functions that the expert is asked about, at most; null: as the settings say. */
  synthetic: number | null;
  /** The expert says of each comment of a person whether it is worth learning. */
  isJudged: boolean;
  isDryRun: boolean;
}

export interface ExportContext {
  settings: Settings;
  database: Database;
  logger: Logger;
  /** For the audit log; default: `devflow`. */
  actor?: string;
  signal?: AbortSignal;
  onProgress?: (progress: DataSetProgress) => void;
}

export interface ExportReport {
  id: string;
  /** Where it is; null for a dry run, and where there were no examples. */
  place: string | null;
  manifest: Manifest;
  /** Ids of old data sets that were removed. */
  removed: string[];
  /** Findings that people have decided about, but not finally, and when the first of them is final. */
  notFinal: { findings: number; firstAt: Date | null };
  /** Repositories whose code could not be read, with the reason. */
  unreadable: Record<string, string>;
}

/**
 * Writes a data set and gives what is in it. Raises UsageError for an id that is taken or cannot be
 * one, ExternalError for a full disk, a store that does not answer, or another run that is writing.
 */
export async function runExport(
  context: ExportContext,
  request: ExportRequest,
): Promise<ExportReport> {
  const id = request.id ?? idOfNow();
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(id) || id === "latest") {
    throw new UsageError(
      `${JSON.stringify(id)} cannot be the id of an export`,
      "Use up to 64 letters, digits, dots, hyphens and low lines.",
    );
  }
  const destination = await destinationOf(context.settings, request.destination);
  try {
    return request.isDryRun
      ? await write(context, request, { id, destination: null })
      : await writeFor(context, request, id, destination);
  } finally {
    destination.close();
  }
}

async function writeFor(
  context: ExportContext,
  request: ExportRequest,
  id: string,
  destination: Destination,
): Promise<ExportReport> {
  const { database, settings, logger } = context;
  await destination.prepare();
  const states = await runStates(database, destination.name);
  const [alive] = [...states].find(([, state]) => state === "alive") ?? [];
  if (alive !== undefined) {
    throw new ExternalError(`${destination.name}: the export ${alive} is being written`, {
      service: "storage",
      retryable: true,
      code: "export_running",
    });
  }
  const leftovers = await settleDeadRuns(database, destination, states);
  await removeScratch(context);
  if (leftovers.length > 0) logger.info({ leftovers }, "leftovers of dead exports removed");
  if ((await destination.manifestOf(id)) !== null) {
    throw new UsageError(
      `${destination.name} has an export ${id} already`,
      "A data set is never changed: give another --id, or none.",
    );
  }
  using _run = await beginRun(database, id, destination.name);
  try {
    const report = await write(context, request, { id, destination });
    if (report.place === null) {
      await failRun(database, id, "there were no examples");
      return report;
    }
    await database.transaction(async (transaction) => {
      await finishRun(transaction, id, `${JSON.stringify(report.manifest, null, 2)}\n`);
      const { rows, asked } = report.manifest;
      const details = { place: report.place, rows, asked, isNamed: request.isNamed };
      const actor = context.actor ?? "devflow";
      await appendAudit(transaction, { actor, action: "export.written", subject: id, details });
    });
    const removed = await removeOldExports(database, destination, settings.export.keep);
    return { ...report, removed };
  } catch (thrown) {
    const error = coerceError(thrown);
    await failRun(database, id, error.message).catch(() => {});
    throw error;
  }
}

async function write(
  context: ExportContext,
  request: ExportRequest,
  { id, destination }: { id: string; destination: Destination | null },
): Promise<ExportReport> {
  const { database, settings, signal, onProgress, logger } = context;
  const ids = request.repositories?.map((repository) => repository.id) ?? null;
  await using code = await codeOf(context, request, ids);
  const actor = context.actor ?? "devflow";
  const tell = questionLog(database, { actor, details: { export: id } });
  const options = codeOptions(context, request, tell);
  const keys = contentKeys(settings.contentKeys);
  const editors = { ...options, repositoryIds: ids, keys };
  const scratch = join(scratchFolder(settings), id);
  try {
    const reviews = readReviewExamples(database, reviewOptions(context, request, ids, tell));
    const { manifest } = await writeDataSet({
      id,
      sources: [
        { name: "reviews", examples: narrowed(reviews, request) },
        {
          name: "code",
          examples: narrowed(extractCode(code.sources, options), request),
          notes: () => ({ repositories: code.sources.length, ...prefixed(code.unreadable) }),
        },
        {
          name: "completions",
          examples: narrowed(readCompletionExamples(database, code, editors), request),
        },
        {
          name: "answers",
          examples: narrowed(readAnswerExamples(database, code, editors), request),
        },
      ],
      target: (await destination?.create(id)) ?? countedDataSet(),
      scratchFolder: scratch,
      formats: request.formats,
      people: await peopleOf(database, settings, request.isNamed),
      counter: await tokenCounterOf(settings, logger),
      maxLengthOf: request.maxLengthOf,
      softwareVersion: packageJson.version,
      asked: {
        experts: request.experts === null ? null : [...request.experts].sort(),
        repositories: request.repositories?.map(({ name }) => name).sort() ?? null,
        since: request.since?.toISOString() ?? null,
      },
      ...(signal && { signal }),
      ...(onProgress && { onProgress }),
    });
    const isWritten = destination !== null && manifest.rows > 0;
    if (isWritten) await destination.point(id);
    const place = isWritten ? `${destination.name}/${id}` : null;
    const notFinal = await notFinalOf(database, manifest, ids);
    return { id, place, manifest, removed: [], notFinal, unreadable: code.unreadable };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Not part of the manifest: it tells of what is to come, not of the data set. */
async function notFinalOf(
  database: Database,
  { refused }: Manifest,
  ids: readonly number[] | null,
): Promise<ExportReport["notFinal"]> {
  const findings = refused.outcomes?.[notFinalYet] ?? 0;
  return { findings, firstAt: findings === 0 ? null : await readFirstFinal(database, ids) };
}

/** Gets every question that the expert is asked. */
type TellQuestion = ReturnType<typeof questionLog>;

/** Raises UsageError where documentation is to be written and no expert is configured. */
function codeOptions(
  context: ExportContext,
  request: ExportRequest,
  tell: TellQuestion,
): CodeOptions {
  const { settings } = context;
  const mostCalls = request.synthetic ?? settings.export.synthetic;
  return {
    fimFamily: request.fimFamily,
    allowedLicences: [...permissiveLicences, ...(request.licences ?? settings.export.licences)],
    // A dry run only counts.
    ...(mostCalls > 0 && !request.isDryRun && request.code !== "none"
      ? { synthetic: syntheticBy({ ...context, tell }, mostCalls) }
      : {}),
  };
}

/** Raises UsageError where comments are to be judged and no expert is configured. */
function reviewOptions(
  { database, settings, logger, signal }: ExportContext,
  { isJudged }: ExportRequest,
  ids: readonly number[] | null,
  tell: TellQuestion,
): ReviewExampleOptions {
  const { dataFolder } = settings;
  return {
    ...(ids !== null && { repositoryIds: ids }),
    window: commentWindow(settings),
    isSecretFile: secretFilesWith(settings.secretFiles),
    wordsOf: async (id) =>
      (await withIndexedTree(database, dataFolder, id, readTeamWords)) ?? defaultWords,
    ...(isJudged && { judge: commentJudge(settings, logger, tell, signal) }),
  };
}

async function codeOf(
  { database, settings }: ExportContext,
  { code }: ExportRequest,
  repositoryIds: readonly number[] | null,
): Promise<OpenSources> {
  if (code === "indexed") return openIndexedCode(database, settings.dataFolder, repositoryIds);
  return openFolders(code === "none" ? [] : code);
}

function prefixed(unreadable: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(unreadable).map(([name, reason]) => [`unreadable ${name}`, reason]),
  );
}

/** Logins of everybody that the database knows: they are masked in texts without an @ too. */
async function peopleOf(
  database: Database,
  { dataFolder }: Settings,
  isNamed: boolean,
): Promise<People> {
  if (isNamed) return namedPeople;
  const rows = await database.query<{ login: string }>(
    `SELECT author AS login FROM human_comments
      UNION SELECT author FROM past_pulls WHERE author IS NOT NULL
      UNION SELECT author FROM pull_requests WHERE author IS NOT NULL
      UNION SELECT actor FROM outcome_signals WHERE actor IS NOT NULL`,
  );
  return pseudonymousPeople(
    await pseudonymKey(dataFolder),
    rows.map(({ login }) => login),
  );
}

/** Opens where data sets go. Raises UsageError for what is neither a folder nor a bucket. */
export function destinationOf(settings: Settings, asked: string | null): Promise<Destination> {
  const { destination, s3 } = settings.export;
  return openDestination(asked ?? destination ?? join(settings.dataFolder, "exports"), {
    ...s3,
    secretAccessKey: s3.secretAccessKey?.expose() ?? null,
  });
}

function idOfNow(): string {
  return `${new Date().toISOString().slice(0, 19).replaceAll(":", "")}Z`;
}

/** Needs as much room as the data set, which the system's temporary folder may not have. */
function scratchFolder({ dataFolder }: Settings): string {
  return join(dataFolder, "export-scratch");
}

/** What killed runs had sorted so far, wherever they wrote to. */
async function removeScratch({ database, settings }: ExportContext): Promise<void> {
  const states = await runStates(database, null);
  const folder = scratchFolder(settings);
  for (const id of await readdir(folder).catch(() => [])) {
    if (states.get(id) !== "alive") await rm(join(folder, id), { recursive: true, force: true });
  }
}
