import { Command } from "commander";

export interface RetrainOptions {
  dryRun?: true;
  config?: string;
  json?: true;
  data?: string;
}

export function retrainCommand(): Command {
  return new Command("retrain")
    .description("Export, train, evaluate and propose: what RETRAIN=monthly does, now.")
    .option("--dry-run", "say what would be exported and trained; nothing is written")
    .option(
      "--config <file>",
      "the configuration of training (default: training/training_config.yaml)",
    )
    .option("--json", "print JSON")
    .option("--data <dir>", "where the database is (default: DEVFLOW_DATA, else .devflow)")
    .addHelpText(
      "after",
      "\nEach adapter is proposed or refused by its examples that were held out. No rollout begins by it:\n`devflow experts start` does that.",
    )
    .action(async (options: RetrainOptions) => {
      const { runRetrain } = await import("./run-retrain.ts");
      await runRetrain(options);
    });
}
