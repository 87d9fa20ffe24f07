import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  type AuditAnchor,
  type AuditRow,
  type AuditVerification,
  auditActions,
  lineOfRow,
  readAnchors,
  type VerifyOptions,
  verifyRows,
} from "@devflow/audit";
import { coerceError, UsageError } from "@devflow/errors";
import { exitCodes } from "../exit-codes.ts";
import { anchorText, auditToText, verificationToText } from "../formats/audit-to-text.ts";
import { toJsonText } from "../formats/experts-to-text.ts";
import { withInterrupt } from "../interrupt.ts";
import { rowsOf, withAudit } from "../local/audit-access.ts";
import { loadCliSettings } from "../local/cli-settings.ts";
import { type Progress, startProgress } from "../progress.ts";
import { writeOut } from "../write-out.ts";
import type { ExportAuditFlags, ListAuditFlags, VerifyAuditFlags } from "./audit.ts";

export async function runListAudit({ json, format, ...flags }: ListAuditFlags): Promise<void> {
  const { data, limit, repo: repository, before: beforeId, ...filter } = flags;
  if (filter.action !== undefined) checkAction(filter.action);
  const settings = loadCliSettings(data === undefined ? {} : { data });
  // One more than is shown says whether there is more.
  const found = await withAudit(settings, (log) =>
    log.list({ ...filter, repository, beforeId, limit: limit + 1 }),
  );
  const rows = found.slice(0, limit);
  const isText = !json && format !== "json" && format !== "ndjson";
  if (isText) await writeOut(auditToText(rows));
  else if (format === "ndjson") await writeOut(rows.map(lineOfRow).join(""));
  else await writeOut(`[${rows.map((row) => lineOfRow(row).trim()).join(",\n")}]\n`);
  if (found.length > limit) process.stderr.write(moreEntries(rows));
}

/** Raises UsageError for what no entry can be, so that a slip is not taken for an empty log. */
function checkAction(word: string): void {
  const actions = Object.keys(auditActions);
  if (actions.some((action) => action === word || action.startsWith(`${word}.`))) return;
  const kinds = new Set(actions.map((action) => action.split(".")[0]));
  throw new UsageError(
    `the log has no action ${word}`,
    `Give one of the list in docs/audit.md, or all of a kind: ${[...kinds].join(", ")}.`,
  );
}

/** On standard error: what reads the list is not to stumble over it. */
function moreEntries(rows: readonly AuditRow[]): string {
  const next = `--before ${rows.at(-1)?.id}`;
  return `There are older entries: ${next} shows the next ${rows.length}, --limit more at once; \`devflow audit export\` gives all.\n`;
}

/** Raises what Ctrl-C aborts with, and UsageError for flags that do not go together. */
export async function runVerifyAudit(flags: VerifyAuditFlags): Promise<void> {
  const progress = startProgress();
  try {
    await withInterrupt((signal) => verify(flags, progress, signal));
  } finally {
    progress.stop();
  }
}

async function verify(
  flags: VerifyAuditFlags,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const { file, data, from = null } = flags;
  if (from !== null && (file !== undefined || flags.expect !== undefined)) {
    throw new UsageError(
      "--from reads a part of the log, which may not hold what else is looked for",
      "Leave --file and --expect out, or --from.",
    );
  }
  let total = 0;
  const onRows = (rows: number) => {
    if (rows % rowsOfStep !== 0) return;
    signal.throwIfAborted();
    if (total > 0) progress.step("Verifying entries", rows, total);
    else progress.step(`Verifying entries: ${rows}`);
  };
  const settings = file === undefined ? loadCliSettings(data === undefined ? {} : { data }) : null;
  const anchors = await anchorsOf(flags, settings?.auditAnchorFile ?? null, progress);
  const options = { anchors, onRows, from };
  const verified =
    settings === null
      ? await verifyFile(file ?? "", options)
      : await withAudit(settings, async (log) => {
          total = (await log.newestId()) - (from === null ? 0 : from.id - 1);
          return verifyRows(log.rows(from), options);
        });
  progress.stop();
  const isFile = settings === null;
  await writeOut(
    flags.json
      ? toJsonText({ ...verified, ...(verified.isWhole && { anchor: anchorText(verified) }) })
      : verificationToText(verified, { isFile, anchors: anchors.length }),
  );
  if (!verified.isWhole) process.exitCode = exitCodes.findings;
}

/** Some 0.3 s of reading. */
const rowsOfStep = 10_000;

async function verifyFile(file: string, options: VerifyOptions): Promise<AuditVerification> {
  try {
    return await verifyRows(rowsOf(linesOf(file)), { ...options, isPart: true });
  } catch (thrown) {
    throw unreadable(file, thrown);
  }
}

/**
 * Those that are asked for; of the whole log, also those that this machine's DevFlow wrote. Raises
 * UsageError for a file that cannot be read or has none.
 */
async function anchorsOf(
  { expect, anchors: named }: VerifyAuditFlags,
  own: string | null,
  progress: Progress,
): Promise<AuditAnchor[]> {
  const expected = expect === undefined ? [] : [anchorOf(expect)];
  if (named !== undefined) return [...expected, ...(await anchorsIn(named))];
  if (own === null) return expected;
  if (existsSync(own)) return [...expected, ...(await anchorsIn(own))];
  progress.note(
    `${own} (AUDIT_ANCHOR_FILE) is not there: the log is held against none of its anchors.`,
  );
  return expected;
}

/** `ID:HASH`, or a hash alone. */
function anchorOf(text: string): AuditAnchor {
  const [hash = "", id] = text.split(":").toReversed();
  return { id: id === undefined ? null : Number(id), hash };
}

async function anchorsIn(file: string): Promise<AuditAnchor[]> {
  const anchors: AuditAnchor[] = [];
  try {
    for await (const line of linesOf(file)) anchors.push(...readAnchors(line));
  } catch (thrown) {
    throw unreadable(file, thrown);
  }
  if (anchors.length > 0) return anchors;
  throw new UsageError(
    `there is no anchor in ${file}`,
    "Give the file of AUDIT_ANCHOR_FILE, or a log with LOG_FORMAT=json that has lines `audit anchor`.",
  );
}

/** One at a time: a log of a year is larger than a string may be. */
function linesOf(file: string): AsyncIterable<string> {
  return createInterface({ input: createReadStream(file), crlfDelay: Infinity });
}

function unreadable(file: string, thrown: unknown): UsageError {
  const { message } = coerceError(thrown);
  return new UsageError(`${file} cannot be read: ${message}`, "Give the path of a file.");
}

/** All of it, or of a time; a file is for whoever wrote it only. */
export async function runExportAudit({
  out,
  data,
  json,
  since,
  until,
}: ExportAuditFlags): Promise<void> {
  const settings = loadCliSettings(data === undefined ? {} : { data });
  let entries = 0;
  await withAudit(settings, async (log) => {
    async function* counted() {
      for await (const line of log.export({ from: since, to: until })) {
        entries += 1;
        yield line;
      }
    }
    if (out !== undefined) return toFile(counted(), out);
    for await (const line of counted()) await writeOut(line);
  });
  if (out === undefined) return;
  await writeOut(json ? toJsonText({ file: out, entries }) : `${entries} entries are in ${out}.\n`);
}

/** Raises UsageError for a file that is there: an export is not written over. */
async function toFile(lines: AsyncIterable<string>, out: string): Promise<void> {
  try {
    await pipeline(Readable.from(lines), createWriteStream(out, { flags: "wx", mode: 0o600 }));
  } catch (thrown) {
    const error = coerceError(thrown);
    if (!("code" in error) || !/^E[A-Z]+$/.test(String(error.code))) throw error;
    throw new UsageError(`${out} cannot be written: ${error.message}`, "Give another --out.");
  }
}
