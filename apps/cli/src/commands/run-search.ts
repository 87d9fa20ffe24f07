import { join, resolve } from "node:path";
import { machineUser, tellEmbedded } from "@devflow/audit";
import type { Database } from "@devflow/database";
import { openEmbedder } from "@devflow/engines/embedder";
import { openRepository } from "@devflow/git";
import {
  type EmbedderChoice,
  ensureLocalRepository,
  openCodeIndex,
  type SearchHit,
  searchCode,
  watchEmbedder,
} from "@devflow/retrieval";
import { withInterrupt } from "../interrupt.ts";
import { loadCliSettings } from "../local/cli-settings.ts";
import { quietLogger } from "../local/quiet-logger.ts";
import { tellRetrieved } from "../local/tell-locally.ts";
import { withLocalDatabase } from "../local/with-local-index.ts";
import { type Progress, startProgress } from "../progress.ts";
import { writeOut } from "../write-out.ts";
import { explainScore, explanationJson } from "./explain-score.ts";
import type { SearchOptions } from "./search.ts";

/** `devflow search`: brings the index of each checkout to HEAD, then prints the hits of all. */
export async function runSearch(query: string, options: SearchOptions): Promise<void> {
  const settings = loadCliSettings(options);
  const progress = startProgress();
  try {
    const hits = await withInterrupt((signal) =>
      withLocalDatabase(settings, async (database) => {
        const watched = watchEmbedder(await openEmbedder(settings, quietLogger(settings)));
        const { embedder } = watched;
        const { secretFiles } = settings;
        const refresh = { database, embedder, secretFiles, progress, signal };
        const folders = new Map<number, string>();
        for (const folder of options.repo) {
          folders.set(await refreshIndex(refresh, folder), folder);
          const details = { way: "command line", repository: resolve(folder) };
          await tellEmbedded(database, { actor: machineUser(), details }, watched.take());
        }
        const scope = { repositoryIds: [...folders.keys()], embedder };
        const found = await searchCode(database, scope, query, { limit: options.limit });
        const placed = found.map((hit) => ({
          ...hit,
          folder: folders.get(hit.repositoryId) ?? ".",
        }));
        for (const [folder, given] of Map.groupBy(placed, (hit) => hit.folder)) {
          const task = { command: "search" as const, repository: resolve(folder) };
          const code = { pieces: given.length, commit: given[0]?.commitSha ?? null };
          await tellRetrieved(database, task, code);
        }
        return placed;
      }),
    );
    progress.stop();
    await writeOut(options.json ? toJsonText(hits, options) : toText(hits, options));
  } finally {
    progress.stop();
  }
}

interface Refresh {
  database: Database;
  embedder: EmbedderChoice;
  secretFiles: readonly string[];
  progress: Progress;
  signal: AbortSignal;
}

/** Gives the repository's id. */
async function refreshIndex(
  { database, embedder, secretFiles, progress, signal }: Refresh,
  folder: string,
): Promise<number> {
  await using repository = await openRepository(folder);
  const repositoryId = await ensureLocalRepository(database, repository.root);
  const index = openCodeIndex(database, repositoryId, { embedder, secretFiles });
  await index.update(await repository.tree("HEAD"), {
    onProgress: ({ done, total }) => progress.step("Indexing", done, total),
    signal,
  });
  return repositoryId;
}

interface LocalHit extends SearchHit {
  /** The checkout, as it was given. */
  folder: string;
}

function toJsonText(hits: readonly LocalHit[], { explain }: SearchOptions): string {
  const shown = hits.map((hit) => {
    const { folder, commitSha, path, startLine, endLine, kind, symbol, score, reasons } = hit;
    const lines = { start_line: startLine, end_line: endLine };
    const place = { folder, commit: commitSha, path, ...lines, kind, symbol };
    return { ...place, score, reasons, ...(explain && { parts: explanationJson(hit.parts) }) };
  });
  return `${JSON.stringify(shown, null, 2)}\n`;
}

function toText(hits: readonly LocalHit[], { explain, repo }: SearchOptions): string {
  if (hits.length === 0) return "Nothing found.\n";
  return hits
    .map((hit) => {
      const { folder, startLine, endLine, symbol, kind, reasons } = hit;
      const path = repo.length > 1 ? join(folder, hit.path) : hit.path;
      const name = symbol === null ? kind : `${kind} ${symbol}`;
      const lines = [reasons.join("; "), ...(explain ? explainScore(hit) : [])];
      const below = lines.map((line) => `    ${line}\n`).join("");
      return `${path}:${startLine}-${endLine}  ${name}\n${below}`;
    })
    .join("");
}
