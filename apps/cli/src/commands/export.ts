import { Command } from "commander";

export interface ExportOptions {
  to?: string;
  format: string[];
  expert: string[];
  repo: string[];
  since?: string;
  names?: true;
  id?: string;
  maxLength?: string;
  fim?: string;
  /** False by --no-code; nothing without --code and --no-code. */
  code?: string[] | false;
  licence: string[];
  synthetic?: string;
  judge?: true;
  dryRun?: true;
  json?: true;
  data?: string;
}

const help = `
A data set is a folder: <destination>/<id>/<expert>/<method>/{train,validation,test}.jsonl with
manifest.json (what is in it, for programs) and README.md (the same for people). It appears when
it is whole; \`latest\` beside it holds the id of the newest. What the files hold:
docs/training-data.md.

Examples:
  $ devflow export                                  everything, to the data folder
  $ devflow export --dry-run                        only count
  $ devflow export --expert review --since 2026-01-01
  $ devflow export --to s3://training/devflow --format trl --format llama-factory
  $ devflow export --code ../service --repo acme/service
  $ devflow export --synthetic 500 --licence MPL-2.0

--synthetic asks EXPERT_URL about a tenth of the undocumented functions, about 1,800 tokens each. An
answer that names what is not in the file is refused, and counted as \`code synthetic\`.

A bucket's store and keys: EXPORT_S3_ENDPOINT and its neighbours in docs/settings.md.`;

export function exportCommand(): Command {
  const collect = (value: string, values: string[]) => [...values, value];
  return new Command("export")
    .description("Write training data from reviews, what became of them, and code.")
    .option(
      "--to <place>",
      "a folder or s3://bucket/prefix (default: EXPORT_DESTINATION, else exports in the data folder)",
    )
    .option(
      "--format <name>",
      "trl, axolotl or llama-factory; may be repeated (default: trl)",
      collect,
      [],
    )
    .option(
      "--expert <name>",
      "only this expert, for example review or python; may be repeated",
      collect,
      [],
    )
    .option(
      "--repo <name>",
      "only this repository: owner/name, or a folder; may be repeated",
      collect,
      [],
    )
    .option("--since <date>", "nothing older, for example 2026-01-01")
    .option("--names", "keep people's logins; without it they are pseudonyms")
    .option("--id <id>", "name of the data set (default: the time)")
    .option(
      "--max-length <tokens>",
      "count what training would cut at this length (default: training_config.yaml)",
    )
    .option(
      "--fim <family>",
      "words of fill-in-the-middle prompts, for example codellama (default: of the base model in training_config.yaml)",
    )
    .option(
      "--code <dirs...>",
      "code of these checkouts at HEAD, instead of all indexed repositories",
    )
    .option("--no-code", "no code, reviews only")
    .option(
      "--licence <id>",
      "also learn from code under this licence (SPDX id, for example MPL-2.0), beside permissive ones; may be repeated (default: EXPORT_LICENCES)",
      collect,
      [],
    )
    .option(
      "--synthetic <count>",
      "let the expert document this many functions that nobody has, at most, and mark them (default: EXPORT_SYNTHETIC, else 0)",
    )
    .option(
      "--judge",
      "ask EXPERT_URL about each comment of a person whether it is worth learning; about 700 tokens each",
    )
    .option("--dry-run", "read and count everything, write nothing")
    .option("--json", "print the manifest as JSON")
    .option("--data <dir>", "where the database is (default: DEVFLOW_DATA, else .devflow)")
    .addHelpText("after", help)
    .action(async (options: ExportOptions) => {
      const { runExportCommand } = await import("./run-export.ts");
      await runExportCommand(options);
    });
}
