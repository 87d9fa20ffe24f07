import { Command } from "commander";

export interface ConfigOptions {
  repo: string;
}

export interface ShowOptions extends ConfigOptions {
  path?: string;
  json?: true;
}

const details = `
All of it works on the files as they are on disk, before anything is committed. A review reads
them from the base of the change, so that a change cannot relax its own review. An organisation's
defaults (.devflow.yml in its .github repository) are not known here.

Examples:
  devflow config check                    every .devflow.yml and rule of the checkout
  devflow config check services/pay       those of one folder
  devflow config show --path src/a.ts     what holds for a file, and where it comes from
  devflow config schema > schema.json     for editors`;

const repo = ["--repo <dir>", "the checkout", "."] as const;

export function configCommand(): Command {
  return new Command("config")
    .description("Check and show the configuration of a checkout: .devflow.yml and .devflow/rules.")
    .addCommand(checkCommand())
    .addCommand(showCommand())
    .addCommand(schemaCommand())
    .addHelpText("after", details);
}

function checkCommand(): Command {
  return new Command("check")
    .description("Find mistakes; exit with 1 when there are some.")
    .argument("[paths...]", "files or folders to speak of (default: the whole checkout)")
    .option(...repo)
    .action(async (paths: string[], options: ConfigOptions) => {
      const { runConfigCheck } = await import("./run-config-check.ts");
      await runConfigCheck(paths, options);
    });
}

function showCommand(): Command {
  return new Command("show")
    .description("Show every key that holds, with where its value comes from.")
    .option(...repo)
    .option("--path <file>", "what holds for this file, with the .devflow.yml of its folders")
    .option("--json", "print a list of key, value, source and line")
    .action(async (options: ShowOptions) => {
      const { runConfigShow } = await import("./run-config-show.ts");
      await runConfigShow(options);
    });
}

function schemaCommand(): Command {
  return new Command("schema")
    .description("Print the JSON Schema of .devflow.yml.")
    .action(async () => {
      const { runConfigSchema } = await import("./run-config-show.ts");
      await runConfigSchema();
    });
}
