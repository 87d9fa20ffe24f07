import { createReadStream, createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  type AuditAnchor,
  type AuditVerification,
  lineOfRow,
  readAnchors,
  verifyRows,
} from "@devflow/audit";
import { coerceError, UsageError } from "@devflow/errors";
import { exitCodes } from "../exit-codes.ts";
import { auditToText, verificationToText } from "../formats/audit-to-text.ts";
import { toJsonText } from "../formats/experts-to-text.ts";
import { rowsOf, withAudit } from "../local/audit-access.ts";
import { loadCliSettings } from "../local/cli-settings.ts";
import { writeOut } from "../write-out.ts";
import type { ExportAuditFlags, ListAuditFlags, VerifyAuditFlags } from "./audit.ts";

export async function runListAudit({ json, data, ...filter }: ListAuditFlags): Promise<void> {
  const settings = loadCliSettings(data === undefined ? {} : { data });
  const rows = await withAudit(settings, (log) => log.list(filter));
  const asJson = () => `[${rows.map((row) => lineOfRow(row).trim()).join(",\n")}]\n`;
  await writeOut(json ? asJson() : auditToText(rows));
}

export async function runVerifyAudit(flags: VerifyAuditFlags): Promise<void> {
  const anchors = await anchorsOf(flags);
  const verified = await verificationOf(flags, anchors);
  await writeOut(
    flags.json
      ? toJsonText(verified)
      : verificationToText(verified, { isFile: flags.file !== undefined, anchors: anchors.length }),
  );
  if (!verified.isWhole) process.exitCode = exitCodes.findings;
}

async function verificationOf(
  { file, data }: VerifyAuditFlags,
  anchors: readonly AuditAnchor[],
): Promise<AuditVerification> {
  if (file === undefined) {
    const settings = loadCliSettings(data === undefined ? {} : { data });
    return withAudit(settings, (log) => verifyRows(log.rows(), { anchors }));
  }
  try {
    const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity });
    return await verifyRows(rowsOf(lines), { anchors, isPart: true });
  } catch (thrown) {
    throw unreadable(file, thrown);
  }
}

/** Raises UsageError for a file that cannot be read or has none. */
async function anchorsOf({ expect, anchors: file }: VerifyAuditFlags): Promise<AuditAnchor[]> {
  const expected = expect === undefined ? [] : [{ id: null, hash: expect }];
  if (file === undefined) return expected;
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (thrown) {
    throw unreadable(file, thrown);
  }
  const anchors = readAnchors(text);
  if (anchors.length > 0) return [...expected, ...anchors];
  throw new UsageError(
    `there is no anchor in ${file}`,
    "Give the file of AUDIT_ANCHOR_FILE, or a log with LOG_FORMAT=json that has lines `audit anchor`.",
  );
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
  ...part
}: ExportAuditFlags): Promise<void> {
  const settings = loadCliSettings(data === undefined ? {} : { data });
  let entries = 0;
  await withAudit(settings, async (log) => {
    async function* counted() {
      for await (const line of log.export(part)) {
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
