import type { Settings } from "@devflow/config";
import type { Database } from "@devflow/database";
import type { LocalRepository } from "@devflow/git";
import type { CodeIndex } from "@devflow/retrieval";
import type { Progress } from "../progress.ts";

/** Brings the index of the checkout to a revision, with progress, and gives it to `work`. */
export async function withFreshIndex<T>(
  { repository, settings, revision, progress, signal }: FreshIndexOptions,
  work: (index: CodeIndex, database: Database, indexMs: number) => Promise<T>,
): Promise<T> {
  progress.step("Opening the index");
  // Loaded only here: a review without an expert has no database, and its engines load for 0.2 s.
  const { withLocalIndex } = await import("./with-local-index.ts");
  return withLocalIndex(repository, settings, async (index, database) => {
    const startedAt = performance.now();
    const tree = await repository.tree(revision);
    await index.update(tree, {
      onProgress: ({ done, total }) => progress.step("Indexing", done, total),
      signal,
    });
    return work(index, database, Math.round(performance.now() - startedAt));
  });
}

export interface FreshIndexOptions {
  repository: LocalRepository;
  settings: Settings;
  revision: string;
  progress: Progress;
  signal: AbortSignal;
}
