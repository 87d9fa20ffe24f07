import { Command, InvalidArgumentError, Option } from "commander";
import { subcommandsOf } from "./subcommands-of.ts";

export interface AuditOptions {
  json?: true;
  data?: string;
}

export interface ListAuditFlags extends AuditOptions {
  actor?: string;
  action?: string;
  subject?: string;
  repo?: string;
  since?: Date;
  until?: Date;
  before?: number;
  limit: number;
  format?: "text" | "json" | "ndjson";
}

export interface VerifyAuditFlags extends AuditOptions {
  expect?: string;
  from?: { id: number; hash: string };
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
  $ devflow audit verify                               all of it, from the first entry
  $ devflow audit verify --from 1041:fa09…             only what came since the last time, every night
  $ devflow audit verify --anchors devflow.log         also against hashes that the log stream kept
  $ devflow audit export --since 2026-11-01 --out november.ndjson
  $ devflow audit verify --file november.ndjson        on any machine, without the database`;

const listHelp = `
All flags hold together. What a kind of entry means is in docs/audit.md; \`os:kim\` is a user of a machine
who ran a command there, and whom nobody asked to sign in.

Examples:
  $ devflow audit list --actor kim --since 2026-11-20 --until 2026-11-21
  $ devflow audit list --repo acme/shop --action model      whom the code of a repository was shown to
  $ devflow audit list --before 981 --limit 100             what is older
  $ devflow audit list --format ndjson --limit 1000 | jq -r .actor | sort | uniq -c`;

const verifyHelp = `
It prints an anchor, ID:HASH, of the newest entry. Kept where nobody who writes to the database can change
it, it shows later (--expect, --from) that entries were cut off or written anew, which nothing else shows.
With --from, entries before that one are not read: they were whole when the anchor was printed.

Exits with 0 when all is whole, 1 when the log was tampered with, 2 for a wrong flag or file, 3 when
the database does not answer, 130 after Ctrl-C.

Every night, on another machine's crontab or with the file kept there:
  $ devflow audit verify --from "$(cat anchor)" --json > verified.json && jq -r .anchor verified.json > anchor`;

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
    .option("--repo <name>", "about one repository, also where it is not the subject")
    .option("--since <date>", "from then on", date)
    .option("--until <date>", "before then", date)
    .option("--limit <n>", "how many entries", limit, 20)
    .option("--before <id>", "the next page: entries that are older than this one", id)
    .addOption(
      new Option("--format <format>", "ndjson: an entry a line, as `export` writes it")
        .choices(["text", "json", "ndjson"])
        .default("text"),
    )
    .addHelpText("after", listHelp)
    .action(async (flags: ListAuditFlags) => (await run()).runListAudit(flags));
  sub("verify", "hold the whole log against its hashes; exits 1 when it was tampered with")
    .option("--expect <anchor>", "also find an anchor, or a hash, that was the newest once", hash)
    .option("--from <anchor>", "begin with the entry of an anchor that `verify` printed", anchor)
    .option(
      "--anchors <file>",
      "also find those of an anchor file, or of a log with JSON lines (default: AUDIT_ANCHOR_FILE)",
    )
    .option("--file <file>", "an exported file instead of the log")
    .addHelpText("after", verifyHelp)
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

function id(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Give the number that an entry begins with.");
}

function anchor(text: string): { id: number; hash: string } {
  const [, number, of] = /^([1-9]\d{0,14}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (number !== undefined && of !== undefined) return { id: Number(number), hash: of };
  throw new InvalidArgumentError(
    "Give an anchor as `verify` prints it: a number, a colon, 64 digits.",
  );
}

function hash(text: string): string {
  if (/^([1-9]\d{0,14}:)?[0-9a-f]{64}$/.test(text)) return text;
  throw new InvalidArgumentError("Give a hash as `verify` prints it: 64 hexadecimal digits.");
}
