import { openRepository } from "@devflow/git";
import type { SearchHit } from "@devflow/retrieval";
import { withInterrupt } from "../interrupt.ts";
import { loadCliSettings } from "../local/cli-settings.ts";
import { withLocalIndex } from "../local/with-local-index.ts";
import { startProgress } from "../progress.ts";
import { writeOut } from "../write-out.ts";
import { explainScore, explanationJson } from "./explain-score.ts";
import type { SearchOptions } from "./search.ts";

/** `devflow search`: brings the index to HEAD, then prints the hits. */
export async function runSearch(query: string, options: SearchOptions): Promise<void> {
  const settings = loadCliSettings(options);
  await using repository = await openRepository(options.repo);
  const progress = startProgress();
  try {
    const hits = await withInterrupt((signal) =>
      withLocalIndex(repository, settings, async (index) => {
        const onProgress = ({ done, total }: { done: number; total: number }) =>
          progress.step("Indexing", done, total);
        await index.update(await repository.tree("HEAD"), { onProgress, signal });
        return index.search(query, { limit: options.limit });
      }),
    );
    progress.stop();
    await writeOut(options.json ? toJsonText(hits, options) : toText(hits, options));
  } finally {
    progress.stop();
  }
}

function toJsonText(hits: readonly SearchHit[], { explain }: SearchOptions): string {
  const shown = hits.map((hit) => {
    const { path, startLine, endLine, kind, symbol, score, reasons } = hit;
    const place = { path, start_line: startLine, end_line: endLine, kind, symbol };
    return { ...place, score, reasons, ...(explain && { parts: explanationJson(hit.parts) }) };
  });
  return `${JSON.stringify(shown, null, 2)}\n`;
}

function toText(hits: readonly SearchHit[], { explain }: SearchOptions): string {
  if (hits.length === 0) return "Nothing found.\n";
  return hits
    .map((hit) => {
      const { path, startLine, endLine, symbol, kind, reasons } = hit;
      const name = symbol === null ? kind : `${kind} ${symbol}`;
      const lines = [reasons.join("; "), ...(explain ? explainScore(hit) : [])];
      const below = lines.map((line) => `    ${line}\n`).join("");
      return `${path}:${startLine}-${endLine}  ${name}\n${below}`;
    })
    .join("");
}
