import { machineUser } from "@devflow/audit";
import { fimFamilyNames } from "@devflow/config";
import type { Database } from "@devflow/database";
import { type FormatName, formatNames } from "@devflow/dataset/write";
import { UsageError } from "@devflow/errors";
import { isFimFamily } from "@devflow/expert";
import { defaultRequest, type ExportRequest, runExport } from "@devflow/indexer/export";
import { exportToText } from "../formats/export-to-text.ts";
import { withInterrupt } from "../interrupt.ts";
import { loadCliSettings } from "../local/cli-settings.ts";
import { quietLogger } from "../local/quiet-logger.ts";
import { repositoryByName } from "../local/repository-by-name.ts";
import { withLocalDatabase } from "../local/with-local-index.ts";
import { startProgress } from "../progress.ts";
import { writeOut } from "../write-out.ts";
import type { ExportOptions } from "./export.ts";

/** `devflow export`: writes a data set and says what is in it. */
export async function runExportCommand(options: ExportOptions): Promise<void> {
  const settings = loadCliSettings(options.data === undefined ? {} : { data: options.data });
  const request = toRequest(options);
  const progress = startProgress();
  try {
    const report = await withInterrupt((signal) =>
      withLocalDatabase(settings, async (database) =>
        runExport(
          {
            settings,
            database,
            actor: machineUser(),
            logger: quietLogger(settings),
            signal,
            onProgress: ({ stage, rows, total }) =>
              stage === "reading"
                ? progress.step(`Reading examples: ${rows}`)
                : progress.step("Writing examples", rows, total ?? rows),
          },
          { ...request, repositories: await repositoriesOf(database, options.repo) },
        ),
      ),
    );
    progress.stop();
    for (const [name, reason] of Object.entries(report.unreadable)) {
      progress.note(`The code of ${name} was left out: ${reason}`);
    }
    await writeOut(
      options.json
        ? `${JSON.stringify(report.manifest, null, 2)}\n`
        : exportToText(report, { isDryRun: options.dryRun === true }),
    );
  } finally {
    progress.stop();
  }
}

function toRequest(options: ExportOptions): ExportRequest {
  const request = defaultRequest();
  const { to, expert, names, id, maxLength, fim, since, code, licence, synthetic, dryRun } =
    options;
  const length = maxLength === undefined ? null : wholeNumber("--max-length", maxLength, "tokens");
  if (fim !== undefined && !isFimFamily(fim)) {
    throw new UsageError(
      `--fim ${fim}: no such family`,
      `Use one of ${fimFamilyNames.join(", ")}.`,
    );
  }
  return {
    ...request,
    destination: to ?? null,
    formats: options.format.length === 0 ? request.formats : options.format.map(toFormat),
    experts: expert.length === 0 ? null : expert,
    since: since === undefined ? null : toDate(since),
    isNamed: names === true,
    id: id ?? null,
    ...(length === null ? {} : { maxLengthOf: () => length }),
    ...(fim === undefined ? {} : { fimFamily: fim }),
    code: Array.isArray(code) ? code : code === false ? "none" : "indexed",
    licences: licence.length === 0 ? null : licence,
    synthetic: synthetic === undefined ? null : wholeNumber("--synthetic", synthetic, "functions"),
    isJudged: options.judge === true,
    isDryRun: dryRun === true,
  };
}

function toFormat(name: string): FormatName {
  const format = formatNames.find((known) => known === name);
  if (format !== undefined) return format;
  throw new UsageError(`--format ${name}: no such format`, `Use one of ${formatNames.join(", ")}.`);
}

function toDate(text: string): Date {
  const date = new Date(text);
  if (/^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(date.getTime())) return date;
  throw new UsageError(`--since ${text} is no date`, "Write it as 2026-01-31.");
}

function wholeNumber(flag: string, text: string, unit: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new UsageError(`${flag} ${text} is no number of ${unit}`, "Write it as 4096.");
}

async function repositoriesOf(
  database: Database,
  names: readonly string[],
): Promise<ExportRequest["repositories"]> {
  if (names.length === 0) return null;
  const repositories: { id: number; name: string }[] = [];
  for (const name of names) {
    const id = await repositoryByName(database, name);
    if (id === undefined) {
      throw new UsageError(
        `the database knows no repository ${name}`,
        "`devflow index --status --all` lists those that it knows; `devflow index` adds a folder.",
      );
    }
    repositories.push({ id, name });
  }
  return repositories;
}
