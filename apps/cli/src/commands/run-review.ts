import { UsageError } from "@devflow/errors";
import { isAtLeast, type Severity } from "@devflow/review";
import { exitCodes } from "../exit-codes.ts";
import type { Format, LocalReport } from "../formats/report.ts";
import { toJson } from "../formats/to-json.ts";
import { toMarkdown } from "../formats/to-markdown.ts";
import { toSarif } from "../formats/to-sarif.ts";
import { toText } from "../formats/to-text.ts";
import { withInterrupt } from "../interrupt.ts";
import { reviewLocally } from "../local/review-locally.ts";
import { startProgress } from "../progress.ts";
import { writeOut } from "../write-out.ts";
import type { ReviewOptions } from "./review.ts";

/** `devflow review`: the review on standard output, progress on standard error. */
export async function runReview(options: ReviewOptions): Promise<void> {
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
