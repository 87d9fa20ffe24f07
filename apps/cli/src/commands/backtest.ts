import { Command, InvalidArgumentError } from "commander";

export interface BacktestOptions {
  repo?: string;
  pulls: number;
  since?: Date;
  until?: Date;
  commits?: true;
  days: number;
  near: number;
  seed: number;
  expert?: string;
  model?: string;
  config?: string;
  bExpert?: string;
  bModel?: string;
  bConfig?: string;
  report?: string;
  resume?: true;
  json?: true;
  data?: string;
}

const details = `
A pull request of the history is a merge commit of the default branch, or a commit whose subject ends
with (#12). Each is reviewed as it would have been: with the files, settings and rules files of its base,
and with an index of that commit. DevFlow's own rules and prompts are today's. Nothing is posted.

What the comments are compared with:
  later fixes     lines of the change that a commit changed within --days which calls itself a fix
  people's words  with --repo: comments that led to a change, as \`devflow backfill\` read them.
                  DIR is then a full clone of it with the heads of its pull requests:
                  git fetch origin '+refs/pull/*/head:refs/pull/*/head'

The expert is found as for \`devflow review\`. With one of --b-expert, --b-model and --b-config every
change is reviewed twice, and the two are compared in pairs.

Examples:
  $ devflow backtest --expert none --report backtest      what the rules alone would have said
  $ devflow backtest --pulls 100 --since 2026-01-01 --report backtest
  $ devflow backtest --report backtest --resume           go on after Ctrl-C
  $ devflow backtest --model small --b-model large        two models
  $ devflow backtest --b-config new.devflow.yml           the settings of today, and others
  $ devflow backtest ../shop --repo acme/shop             against what people said`;

export function backtestCommand(): Command {
  return new Command("backtest")
    .description("Review merged pull requests again, and compare with what came of them.")
    .argument("[dir]", "a git checkout with history", ".")
    .option("--repo <name>", "compare with people's comments of owner/name, from the database")
    .option("--pulls <number>", "how many pull requests", wholeNumber(1, 1_000), 50)
    .option("--since <date>", "merged since, for example 2026-01-31", parseDate)
    .option("--until <date>", "merged before", parseDate)
    .option("--commits", "every commit of the default branch counts as a pull request")
    .option("--days <number>", "how long a later commit counts as a fix", wholeNumber(1, 3_650), 90)
    .option("--near <lines>", "how far apart the same place may be", wholeNumber(0, 10), 3)
    .option(
      "--seed <number>",
      "which are drawn, of the newest four times as many",
      wholeNumber(0, 2 ** 31),
      1,
    )
    .option("--expert <url>", "OpenAI-compatible endpoint, or `none` for rules only")
    .option("--model <name>", "the expert's model")
    .option("--config <file>", "instead of the .devflow.yml of each base")
    .option("--b-expert <url>", "the expert to compare with, or `none`")
    .option("--b-model <name>", "the model to compare with")
    .option("--b-config <file>", "the .devflow.yml to compare with")
    .option("--report <dir>", "where report.html, report.md and the replayed changes are written")
    .option("--resume", "go on with what --report holds")
    .option("--json", "print all numbers and comments as JSON")
    .option(
      "--data <dir>",
      "keep the index of past commits there; with --repo, the database's folder",
    )
    .addHelpText("after", details)
    .action(async (dir: string, options: BacktestOptions) => {
      const { runBacktest } = await import("./run-backtest.ts");
      await runBacktest(dir, options);
    });
}

function wholeNumber(least: number, most: number) {
  return (text: string) => {
    const number = Number(text);
    if (!Number.isInteger(number) || number < least || number > most) {
      throw new InvalidArgumentError(`a whole number from ${least} to ${most}`);
    }
    return number;
  };
}

function parseDate(text: string): Date {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw new InvalidArgumentError("a date, as 2026-01-31");
  return date;
}
