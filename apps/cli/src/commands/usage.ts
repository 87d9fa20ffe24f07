import { Command, Option } from "commander";

export interface UsageOptions {
  day?: string;
  from?: string;
  to?: string;
  by: "all" | "person" | "team" | "language" | "expert" | "model";
  format: "text" | "json" | "ndjson";
  events?: true;
  content?: true;
  data?: string;
}

const help = `
Days are UTC. Without --day and --from it is yesterday, the last whole one. What each number means
stands in docs/usage.md; the fields beside \`devflow\` are those of GitHub's Copilot usage metrics.

Examples:
  $ devflow usage                                        yesterday, for people to read
  $ devflow usage --from 2026-11-01 --to 2026-11-30 --by team
  $ devflow usage --day 2026-11-21 --by person --format ndjson > users.ndjson
  $ devflow usage --events --day 2026-11-21              what was asked and what became of it, without code`;

/** `devflow usage`. */
export function usageCommand(): Command {
  return new Command("usage")
    .description("What the assistant is used for, and what became of it, by day.")
    .option("--day <day>", "one day, for example 2026-11-22")
    .option("--from <day>", "the first of at most 31 days")
    .option("--to <day>", "the last of them (default: --from)")
    .addOption(
      new Option("--by <what>", "a record a day for each of them")
        .choices(["all", "person", "team", "language", "expert", "model"])
        .default("all"),
    )
    .addOption(
      new Option("--format <format>", "text, or GitHub's fields with ours")
        .choices(["text", "json", "ndjson"])
        .default("text"),
    )
    .option("--events", "each event as NDJSON, without code")
    .option("--content", "with --events: with the texts that are kept; stands in the audit log")
    .option("--data <dir>", "where the database is (default: DEVFLOW_DATA, else .devflow)")
    .addHelpText("after", help)
    .action(async (flags: UsageOptions) => {
      const { runUsage } = await import("./run-usage.ts");
      await runUsage(flags);
    });
}
