import type { Severity } from "@devflow/review";
import { Command, InvalidArgumentError, Option } from "commander";
import { type Format, formats } from "../formats/report.ts";

export interface ReviewOptions {
  repo: string;
  base?: string;
  head?: string;
  expert?: string;
  model?: string;
  passes?: number;
  format: Format;
  failOn?: Severity;
  data?: string;
}

/** Named here, since the package that defines them is loaded only to review. */
const severities = Object.keys({
  critical: true,
  high: true,
  medium: true,
  low: true,
} satisfies Record<Severity, true>);

const details = `
Without --base the change is what the branch has ahead of the default branch, or the last commit
when there is nothing ahead. With --head worktree it is what is not committed yet.

The expert is, in this order: --expert, EXPERT_URL, experts.yaml, a server found on this machine
(Ollama, llama.cpp, LM Studio, vLLM). Without one the review comes from rules and the secret scan
only, and says so. Where DevFlow's database is at hand (DATABASE_URL, or a data folder that is there),
what your team dismissed and remembers of the repository on GitHub that a remote names holds here, too.
Progress goes to standard error, the review to standard output.

Examples:
  $ devflow review                                  what is ahead of the default branch, or the last commit
  $ devflow review --head worktree --fail-on high   before a commit, in a hook
  $ devflow review --base v1.2 --head v1.3 --format sarif > review.sarif
  $ devflow review --expert http://127.0.0.1:11434 --model your-model --passes 3`;

/** As `review.passes` in `.devflow.yml`. */
const mostPasses = 8;

export function reviewCommand(): Command {
  return new Command("review")
    .description("Review a change of a git checkout.")
    .option("--repo <dir>", "the checkout", ".")
    .option("--base <rev>", "what the change is compared with")
    .option("--head <rev>", "the change's last commit, or `worktree`")
    .option("--expert <url>", "OpenAI-compatible endpoint, or `none` for rules only")
    .option("--model <name>", "the expert's model")
    .option(
      "--passes <number>",
      "how often the expert reads each part (default: as configured)",
      parsePasses,
    )
    .addOption(new Option("--format <format>", "how to print").choices(formats).default("text"))
    .addOption(
      new Option(
        "--fail-on <severity>",
        "exit with 1 when there is a finding at least this bad",
      ).choices(severities),
    )
    .option("--data <dir>", "where the index is kept (default: DEVFLOW_DATA, else .devflow)")
    .addHelpText("after", details)
    .action(async (options: ReviewOptions) => {
      const { runReview } = await import("./run-review.ts");
      await runReview(options);
    });
}

function parsePasses(text: string): number {
  const passes = Number(text);
  if (!Number.isInteger(passes) || passes < 1 || passes > mostPasses) {
    throw new InvalidArgumentError(`a whole number from 1 to ${mostPasses}`);
  }
  return passes;
}
