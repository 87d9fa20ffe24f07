import { Command } from "commander";
import type { SettingFlags } from "../local/cli-settings.ts";

const details = `
Runs the bot, the worker, the indexer and the gateway for editors in one process. Without DATABASE_URL and REDIS_URL the
database and the queues are embedded and kept in .devflow. Without GitHub App credentials the
first page that it prints creates the App and DevFlow goes on by itself. All settings:
docs/settings.md. Ctrl-C lets running jobs end or hands them back; twice ends at once.`;

export function startCommand(): Command {
  return new Command("start")
    .description("Run the GitHub App on this machine, all in one process.")
    .option("--expert <url>", "OpenAI-compatible endpoint, or `none` for rules only")
    .option("--model <name>", "the expert's model")
    .option("--data <dir>", "where everything is kept (default: DEVFLOW_DATA, else .devflow)")
    .addHelpText("after", details)
    .action(async (flags: SettingFlags) => {
      const { runStart } = await import("./run-start.ts");
      await runStart(flags);
    });
}
