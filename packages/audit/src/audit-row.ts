import { hash as digestOf } from "node:crypto";
import { z } from "zod";
import { sortedJson } from "./canonical-json.ts";
import { readJson } from "./read-json.ts";

/** What the first row follows. */
export const genesisHash = "0".repeat(64);

/** As they are: a schema with keys would make new details, and leave out `__proto__`. */
const detailsSchema = z.custom<Record<string, unknown>>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
);
const before = { id: z.number(), actor: z.string(), action: z.string(), subject: z.string() };
const after = { previous_hash: z.string(), hash: z.string() };

/** The columns that {@link auditRowSchema} reads. */
export const auditColumns =
  "id, happened_at, actor, action, subject, details::text AS details_text, previous_hash, hash";

/** A row as the database gives it. */
export const auditRowSchema = z
  .object({ ...before, happened_at: z.date(), details_text: z.string(), ...after })
  .transform(({ happened_at, details_text, previous_hash, ...rest }, context) => {
    const details = detailsOf(details_text);
    if (details === null) context.addIssue("details are no object of JSON on one line");
    return {
      ...rest,
      happenedAt: happened_at,
      details: details ?? {},
      detailsText: details_text,
      previousHash: previous_hash,
    };
  });

/** An entry of the log as it is stored. `detailsText` is what its hash is over, to the byte. */
export type AuditRow = z.output<typeof auditRowSchema>;

/**
 * An expression that makes a list of JSON of a row's columns, for {@link storedRowOf}. The database and
 * its driver take five times as long to give a thousand rows as one text of them all.
 */
export const auditTuple = `json_build_array(id, extract(epoch FROM happened_at) * 1000, actor, action,
  subject, details::text, previous_hash, hash)`;

// Times are kept to the microsecond, and ours have whole milliseconds.
const words = [z.string(), z.string(), z.string(), z.string(), z.string(), z.string()] as const;
const tupleSchema = z.tuple([z.int(), z.int(), ...words]);
type StoredTuple = z.output<typeof tupleSchema>;
const tupleStart = z.tuple([z.number()]).rest(z.unknown());

/** What a reading of the stored log gives: a row, or the id of one that cannot be an entry. */
export type StoredRow = AuditRow | { id: number; unreadable: true };

/** A row of {@link auditTuple}, whatever somebody made of it. */
export function storedRowOf(tuple: unknown): StoredRow {
  const read = tupleSchema.safeParse(tuple);
  const isEntry = read.success && isObjectText(read.data[5]);
  if (!isEntry) return { id: tupleStart.parse(tuple)[0], unreadable: true };
  return new StoredEntry(read.data);
}

/**
 * One shape for all of them: an object with a getter of its own gets a shape of its own, which V8 keeps until it
 * collects everything. That was 1 KB an entry.
 */
class StoredEntry implements AuditRow {
  readonly id: number;
  readonly happenedAt: Date;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detailsText: string;
  readonly previousHash: string;
  readonly hash: string;

  constructor([id, atMs, actor, action, subject, text, previous, hash]: StoredTuple) {
    this.id = id;
    this.happenedAt = new Date(atMs);
    this.actor = actor;
    this.action = action;
    this.subject = subject;
    this.detailsText = text;
    this.previousHash = previous;
    this.hash = hash;
  }

  /** Read when somebody asks: whoever verifies a million rows does not. */
  get details(): Record<string, unknown> {
    return detailsOf(this.detailsText) ?? {};
  }
}

/** The same as one line of JSON, with all that the chain is made of. */
const auditLineSchema = z
  .strictObject({
    ...before,
    happened_at: z.iso.datetime(),
    details: z.record(z.string(), z.unknown()),
    ...after,
  })
  .meta({ id: "AuditLine" });

/** One line of NDJSON, with its line end. The details stand in it as they are stored. */
export function lineOfRow(row: AuditRow): string {
  return `${lineStart(row)}${row.detailsText}${lineEnd(row)}\n`;
}

const withDetailsSchema = z.object({ details: detailsSchema });

/** Null for what is no such line. */
export function rowOfLine(line: string): AuditRow | null {
  const value = readOrNull(line);
  const read = auditLineSchema.safeParse(value);
  if (!read.success) return null;
  const { id, actor, action, subject, hash, happened_at, previous_hash } = read.data;
  const covered = { id, happenedAt: new Date(happened_at), actor, action, subject };
  const row = { ...covered, previousHash: previous_hash, hash };
  const [start, end] = [lineStart(row), lineEnd(row)];
  // Whoever kept the line may have written it anew: then its own order and white space are lost.
  const isAsWritten = line.startsWith(start) && line.trimEnd().endsWith(end);
  const detailsText = isAsWritten
    ? line.trimEnd().slice(start.length, -end.length)
    : sortedJson(withDetailsSchema.parse(value).details);
  const details = detailsOf(detailsText);
  return details === null ? null : { ...row, details, detailsText };
}

function lineStart(row: Omit<Covered, "detailsText" | "previousHash">): string {
  const { id, happenedAt, actor, action, subject } = row;
  const start = { id, happened_at: happenedAt.toISOString(), actor, action, subject };
  return `${JSON.stringify(start).slice(0, -1)},"details":`;
}

function lineEnd({ previousHash, hash }: Pick<AuditRow, "previousHash" | "hash">): string {
  return `,"previous_hash":${JSON.stringify(previousHash)},"hash":${JSON.stringify(hash)}}`;
}

/** What a hash is over. */
type Covered = Omit<AuditRow, "details" | "hash">;

/** SHA-256 over everything in the row and the hash of the row before it; hex. */
export function hashOf(row: Covered): string {
  // By name: to spread a row would read its details.
  const { id, happenedAt, actor, action, subject, detailsText, previousHash } = row;
  const parts = [
    ["action", JSON.stringify(action)],
    ["actor", JSON.stringify(actor)],
    ["at", JSON.stringify(happenedAt)],
    ["details", detailsText],
    ["id", String(id)],
    ["previous", JSON.stringify(previousHash)],
    ["subject", JSON.stringify(subject)],
  ];
  const covered = parts.map(([name, text]) => `"${name}":${text}`);
  return digestOf("sha256", `{${covered.join(",")}}`, "hex");
}

/**
 * Whether the row says what was hashed. Entries of before details were kept as text have them as jsonb
 * wrote them, and their hash is over what it was made of.
 */
export function isAsHashed(row: AuditRow): boolean {
  if (hashOf(row) === row.hash) return true;
  return hashOf({ ...row, detailsText: sortedJson(row.details) }) === row.hash;
}

/** Of text that the database holds as json, which is JSON for sure. */
function isObjectText(text: string): boolean {
  return text.startsWith("{") && !/[\n\r]/.test(text);
}

function detailsOf(text: string): Record<string, unknown> | null {
  if (/[\n\r]/.test(text)) return null;
  return detailsSchema.safeParse(readOrNull(text)).data ?? null;
}

function readOrNull(text: string): unknown {
  try {
    return readJson(text);
  } catch {
    return null;
  }
}
