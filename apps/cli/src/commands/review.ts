import { UsageError } from "@devflow/errors";
import { isAtLeast, type Severity, severities } from "@devflow/review";
import { Command, Option } from "commander";
import { exitCodes } from "../exit-codes.ts";
import { type Format, formats, type LocalReport } from "../formats/report.ts";
import { toJson } from "../formats/to-json.ts";
import { toMarkdown } from "../formats/to-markdown.ts";
import { toSarif } from "../formats/to-sarif.ts";
import { toText } from "../formats/to-text.ts";
import { withInterrupt } from "../interrupt.ts";
import { reviewLocally } from "../local/review-locally.ts";
import { startProgress } from "../progress.ts";
import { writeOut } from "../write-out.ts";

export interface ReviewOptions {
  repo: string;
  base?: string;
  head?: string;
  expert?: string;
  model?: string;
  format: Format;
  failOn?: Severity;
  data?: string;
}

const details = `
Without --base the change is what the branch has ahead of the default branch, or the last commit
when there is nothing ahead. With --head worktree it is what is not committed yet.

The expert is, in this order: --expert, EXPERT_URL, experts.yaml, a server found on this machine
(Ollama, llama.cpp, LM Studio, vLLM). Without one the review comes from rules and the secret scan
only, and says so. Progress goes to standard error, the review to standard output.`;

export function reviewCommand(): Command {
  return new Command("review")
    .description("Review a change of a git checkout.")
    .option("--repo <dir>", "the checkout", ".")
    .option("--base <rev>", "what the change is compared with")
    .option("--head <rev>", "the change's last commit, or `worktree`")
    .option("--expert <url>", "OpenAI-compatible endpoint, or `none` for rules only")
    .option("--model <name>", "the expert's model")
    .addOption(new Option("--format <format>", "how to print").choices(formats).default("text"))
    .addOption(
      new Option(
        "--fail-on <severity>",
        "exit with 1 when there is a finding at least this bad",
      ).choices(severities),
    )
    .option("--data <dir>", "where the index is kept (default: DEVFLOW_DATA, else .devflow)")
    .addHelpText("after", details)
    .action(runReview);
}

async function runReview(options: ReviewOptions): Promise<void> {
  if (options.model !== undefined && options.expert === "none") {
    throw new UsageError(
      "--model needs an expert",
      "Leave out --model, or name an expert with --expert URL.",
    );
  }
  const progress = startProgress();
  try {
    const report = await withInterrupt((signal) => reviewLocally(options, progress, signal));
    progress.stop();
    await writeOut(print(report, options.format));
    process.exitCode = exitCodeFor(report, options.failOn);
  } finally {
    progress.stop();
  }
}

function print(report: LocalReport, format: Format): string {
  switch (format) {
    case "json":
      return toJson(report);
    case "sarif":
      return toSarif(report);
    case "markdown":
      return toMarkdown(report);
    case "text":
      return toText(report, process.stdout);
  }
}

function exitCodeFor({ result }: LocalReport, failOn: Severity | undefined): number {
  if (failOn === undefined) return exitCodes.ok;
  const isBadEnough = result.findings.some(({ severity }) => isAtLeast(severity, failOn));
  return isBadEnough ? exitCodes.findings : exitCodes.ok;
}
