import { Command } from "commander";

export interface BackfillFlags {
  repo?: string;
  all?: true;
  since?: string;
  limit?: string;
  status?: true;
  json?: true;
  data?: string;
}

export function backfillCommand(): Command {
  return new Command("backfill")
    .description("Read past pull requests, and learn what your team asked for in them.")
    .option("--repo <owner/name>", "this repository; the App has to be installed on it")
    .option("--all", "every repository of the database")
    .option("--since <date>", "only what ended since then, for example 2025-01-31; is remembered")
    .option("--limit <number>", "pull requests of this run at most; the next run goes on")
    .option("--status", "only say how far the histories were read, and what is stored")
    .option("--json", "print the result as JSON")
    .option("--data <dir>", "where the database is (default: DEVFLOW_DATA, else .devflow)")
    .addHelpText(
      "after",
      `
Newest first. What people asked for on code is shown to the reviewer when similar code changes, and
becomes examples for training. Nothing is written to GitHub.

Interrupting loses nothing: the next run goes on where this one stopped, and once the end was
reached it reads only what ended since. A fifth of GitHub's budget is left to reviews; when the
rest of an hour is spent, the run waits for the next one and says until when.

It works beside a running \`devflow start\`, which reads the histories itself with BACKFILL_AUTO=on.

Examples:
  $ devflow backfill --repo acme/shop --since 2025-01-01
  $ devflow backfill --all --limit 500
  $ devflow backfill --status`,
    )
    .action(async (flags: BackfillFlags) => {
      const { runBackfill } = await import("./run-backfill.ts");
      await runBackfill(flags);
    });
}
