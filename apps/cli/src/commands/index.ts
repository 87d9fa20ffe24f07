import { openRepository } from "@devflow/git";
import { Command } from "commander";
import { withInterrupt } from "../interrupt.ts";
import { loadCliSettings } from "../local/cli-settings.ts";
import { withLocalIndex } from "../local/with-local-index.ts";
import { startProgress } from "../progress.ts";
import { writeOut } from "../write-out.ts";

interface IndexOptions {
  repo: string;
  json?: true;
  data?: string;
}

export function indexCommand(): Command {
  return new Command("index")
    .description("Bring the index of a checkout to its HEAD.")
    .option("--repo <dir>", "the checkout", ".")
    .option("--json", "print the report as JSON")
    .option("--data <dir>", "where the index is kept (default: DEVFLOW_DATA, else .devflow)")
    .addHelpText(
      "after",
      "\nOnly files that were never seen are parsed; interrupting loses nothing.",
    )
    .action(runIndex);
}

async function runIndex(options: IndexOptions): Promise<void> {
  const settings = loadCliSettings(options);
  await using repository = await openRepository(options.repo);
  const progress = startProgress();
  try {
    const report = await withInterrupt((signal) =>
      withLocalIndex(repository, settings, async (index) =>
        index.update(await repository.tree("HEAD"), {
          onProgress: ({ done, total }) => progress.step("Indexing", done, total),
          signal,
        }),
      ),
    );
    progress.stop();
    const { commitSha, files, blobsParsed, chunks, skipped, durationMs } = report;
    const document = {
      commit: commitSha,
      files,
      blobs_parsed: blobsParsed,
      chunks,
      skipped,
      duration_ms: durationMs,
    };
    const text = `Indexed ${files} files (${blobsParsed} new) in ${chunks} chunks at ${commitSha.slice(0, 7)}, ${(durationMs / 1000).toFixed(1)} s. ${skipped.length} skipped.\n`;
    await writeOut(options.json ? `${JSON.stringify(document, null, 2)}\n` : text);
  } finally {
    progress.stop();
  }
}
