import { Command } from "commander";

export interface IndexOptions {
  repo: string;
  status?: true;
  all?: true;
  rebuild?: true;
  json?: true;
  data?: string;
}

export function indexCommand(): Command {
  return new Command("index")
    .description("Bring the index of a checkout to its HEAD, or say how far it is.")
    .option("--repo <dir>", "the checkout", ".")
    .option("--rebuild", "read every file anew, beside the index in use")
    .option("--status", "only say what the index holds and what an update is doing")
    .option("--all", "with --status: every repository of the database")
    .option("--json", "print the report as JSON")
    .option("--data <dir>", "where the index is kept (default: DEVFLOW_DATA, else .devflow)")
    .addHelpText(
      "after",
      "\nOnly files that were never seen are parsed; interrupting loses nothing.",
    )
    .action(async (options: IndexOptions) => {
      if (options.status || options.all) {
        const { runIndexStatus } = await import("./run-index-status.ts");
        await runIndexStatus(options);
      } else {
        const { runIndex } = await import("./run-index.ts");
        await runIndex(options);
      }
    });
}
