import { Command, InvalidArgumentError } from "commander";
import { subcommandsOf } from "./subcommands-of.ts";

export interface AuditOptions {
  json?: true;
  data?: string;
}

export interface ListAuditFlags extends AuditOptions {
  actor?: string;
  action?: string;
  subject?: string;
  since?: Date;
  until?: Date;
  limit: number;
}

export interface VerifyAuditFlags extends AuditOptions {
  expect?: string;
  anchors?: string;
  file?: string;
}

export interface ExportAuditFlags extends AuditOptions {
  since?: Date;
  until?: Date;
  out?: string;
}

const help = `
The log says who did what: sign-in, tokens, people, refused access, code that was retrieved, models that
were asked, settings, adapters, exports. It holds names, counts and times, never code. Each entry has a
hash over itself and the one before it, so that a change shows: docs/audit.md.

Examples:
  $ devflow audit list --action token --since 2026-11-01
  $ devflow audit verify                               exits 1 when the log was tampered with
  $ devflow audit verify --anchors devflow.log         also against hashes that the log stream kept
  $ devflow audit export --since 2026-11-01 --out november.ndjson
  $ devflow audit verify --file november.ndjson        on any machine, without the database`;

/** `devflow audit`. */
export function auditCommand(): Command {
  const command = new Command("audit")
    .description("Who did what: list, verify and export the audit log.")
    .addHelpText("after", help);
  const sub = subcommandsOf(command);
  sub("list", "entries, newest first")
    .option("--actor <name>", "of one person or user, as the list names them")
    .option("--action <word>", "of one kind: `token.created`, or `token` for all of its kind")
    .option("--subject <name>", "about one thing: a repository, a model, `person 7`")
    .option("--since <date>", "from then on", date)
    .option("--until <date>", "before then", date)
    .option("--limit <n>", "how many entries", limit, 20)
    .action(async (flags: ListAuditFlags) => (await run()).runListAudit(flags));
  sub("verify", "hold the whole log against its hashes; exits 1 when it was tampered with")
    .option("--expect <hash>", "also find a hash that was the newest once", hash)
    .option(
      "--anchors <file>",
      "also find those of an anchor file, or of a log with JSON lines (default: AUDIT_ANCHOR_FILE)",
    )
    .option("--file <file>", "an exported file instead of the log")
    .action(async (flags: VerifyAuditFlags) => (await run()).runVerifyAudit(flags));
  sub("export", "NDJSON, an entry a line, with all that the chain is made of")
    .option("--since <date>", "the first entry from then on", date)
    .option("--until <date>", "and the last one before then", date)
    .option("--out <file>", "write there (default: standard output)")
    .action(async (flags: ExportAuditFlags) => (await run()).runExportAudit(flags));
  return command;
}

const run = () => import("./run-audit.ts");

function date(text: string): Date {
  const value = new Date(text);
  if (/^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(value.getTime())) return value;
  throw new InvalidArgumentError("Write it as 2026-01-31, or as 2026-01-31T12:00:00Z.");
}

function limit(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Give a whole number from 1 to 9999; `export` gives all.");
}

function hash(text: string): string {
  if (/^[0-9a-f]{64}$/.test(text)) return text;
  throw new InvalidArgumentError("Give a hash as `verify` prints it: 64 hexadecimal digits.");
}
