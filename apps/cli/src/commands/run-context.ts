import { styleText } from "node:util";
import { contextToJson, contextToText } from "../formats/context-report.ts";
import { withInterrupt } from "../interrupt.ts";
import { contextLocally } from "../local/context-locally.ts";
import { startProgress } from "../progress.ts";
import { writeOut } from "../write-out.ts";
import type { ContextOptions } from "./context.ts";

/** `devflow context`: what matters for each hunk on standard output, progress on standard error. */
export async function runContext(paths: readonly string[], options: ContextOptions): Promise<void> {
  const progress = startProgress();
  try {
    const report = await withInterrupt((signal) =>
      contextLocally({ ...options, paths }, progress, signal),
    );
    progress.stop();
    const bold = (text: string) => styleText("bold", text, { stream: process.stdout });
    await writeOut(options.json ? contextToJson(report) : contextToText(report, bold));
  } finally {
    progress.stop();
  }
}
