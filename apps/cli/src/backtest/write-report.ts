import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type BacktestRun,
  renderHtml,
  renderMarkdown,
  renderText,
  toDocument,
} from "@devflow/backtest";
import type { BacktestOptions } from "../commands/backtest.ts";
import type { Progress } from "../progress.ts";
import { writeOut } from "../write-out.ts";

/** The report in the folder that was asked for, and the numbers on standard output. */
export async function writeReport(
  run: BacktestRun,
  { report, json }: Pick<BacktestOptions, "report" | "json">,
  progress: Progress,
): Promise<void> {
  if (report !== undefined) {
    await writeFile(join(report, "report.html"), renderHtml(run));
    await writeFile(join(report, "report.md"), renderMarkdown(run));
  }
  await writeOut(json ? `${JSON.stringify(toDocument(run), null, 2)}\n` : renderText(run));
  if (report !== undefined) progress.note(`The report: ${join(report, "report.html")}`);
  if (run.isStopped) {
    progress.note(
      report === undefined
        ? "Stopped. The numbers are of what was replayed until then."
        : "Stopped. With --resume it goes on; the report is of what was replayed until then.",
    );
  }
}
