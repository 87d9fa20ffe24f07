import { openRepository } from "@devflow/git";
import { withInterrupt } from "../interrupt.ts";
import { loadCliSettings } from "../local/cli-settings.ts";
import { withLocalIndex } from "../local/with-local-index.ts";
import { startProgress } from "../progress.ts";
import { writeOut } from "../write-out.ts";
import type { IndexOptions } from "./index.ts";

/** `devflow index`: brings the index to HEAD and says what was new. */
export async function runIndex(options: IndexOptions): Promise<void> {
  const settings = loadCliSettings(options);
  await using repository = await openRepository(options.repo);
  const progress = startProgress();
  try {
    const report = await withInterrupt((signal) =>
      withLocalIndex(repository, settings, async (index) =>
        index.update(await repository.tree("HEAD"), {
          rebuild: options.rebuild === true,
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
