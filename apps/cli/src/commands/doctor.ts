import { Command } from "commander";
import type { SettingFlags } from "../local/cli-settings.ts";

export interface DoctorOptions extends SettingFlags {
  json?: true;
}

export function doctorCommand(): Command {
  return new Command("doctor")
    .description(
      "Check settings, database, GitHub App, experts and training data, and say what to do.",
    )
    .option("--expert <url>", "OpenAI-compatible endpoint, or `none` for rules only")
    .option("--model <name>", "the expert's model")
    .option("--data <dir>", "where everything is kept (default: DEVFLOW_DATA, else .devflow)")
    .option("--json", "print the checks as JSON")
    .addHelpText(
      "after",
      "\nEach check is real: the database is opened, the expert is asked a question,\nand where training data goes is looked at. Nothing is written there.",
    )
    .action(async (options: DoctorOptions) => {
      const { runDoctor } = await import("./run-doctor.ts");
      await runDoctor(options);
    });
}
