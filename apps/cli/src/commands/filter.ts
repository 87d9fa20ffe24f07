import { Command } from "commander";

export interface FilterOptions {
  repo?: string;
  train?: true;
  json?: true;
  data?: string;
}

export function filterCommand(): Command {
  return new Command("filter")
    .description("Say what reviews filter their findings by, and how well that works.")
    .option("--repo <name>", "only this repository: owner/name, or a folder")
    .option("--train", "train now, from what became of findings so far")
    .option("--json", "print the status as JSON")
    .option("--data <dir>", "where the database is (default: DEVFLOW_DATA, else .devflow)")
    .addHelpText(
      "after",
      "\nThe indexer trains every night. A filter that is no better than none switches itself off.",
    )
    .action(async (options: FilterOptions) => {
      const { runFilter } = await import("./run-filter.ts");
      await runFilter(options);
    });
}
