import { Command } from "commander";

export interface IndexOptions {
  repo: string;
  json?: true;
  data?: string;
}

export function indexCommand(): Command {
  return new Command("index")
    .description("Bring the index of a checkout to its HEAD.")
    .option("--repo <dir>", "the checkout", ".")
    .option("--json", "print the report as JSON")
    .option("--data <dir>", "where the index is kept (default: DEVFLOW_DATA, else .devflow)")
    .addHelpText(
      "after",
      "\nOnly files that were never seen are parsed; interrupting loses nothing.",
    )
    .action(async (options: IndexOptions) => {
      const { runIndex } = await import("./run-index.ts");
      await runIndex(options);
    });
}
