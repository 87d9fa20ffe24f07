import type { CodeFile, CodeSource } from "@devflow/dataset";
import type { SourceTree } from "@devflow/retrieval";

export interface CodeOfCommit {
  /** A stable id of the repository. */
  repository: string;
  tree: SourceTree;
  /** Globs of `index.ignore_paths`, of the same commit. */
  ignorePaths: readonly string[];
  /** When the commit was made: what a file without a time of its own was last changed by. */
  committedAt: Date;
  /** When and by whom files were last changed, as far as the clone knows. */
  changes?: ReadonlyMap<string, { at: Date; author: string }>;
}

/** Blobs that are asked for at once: the reader holds no more than these. */
const blobsAtOnce = 50;

/** A commit of a checkout or mirror, as code examples are made of it. */
export function codeOfCommit(commit: CodeOfCommit): CodeSource {
  const { repository, tree, ignorePaths } = commit;
  return {
    repository,
    ignorePaths,
    paths: () => tree.entries(),
    files: (wanted) => filesOf(commit, wanted),
  };
}

async function* filesOf(
  commit: CodeOfCommit,
  wanted: ReadonlySet<string>,
): AsyncGenerator<CodeFile> {
  if (wanted.size === 0) return;
  let batch: { path: string; blobSha: string }[] = [];
  for await (const { path, blobSha } of commit.tree.entries()) {
    if (!wanted.has(path)) continue;
    batch.push({ path, blobSha });
    if (batch.length < blobsAtOnce) continue;
    yield* readBatch(commit, batch);
    batch = [];
  }
  yield* readBatch(commit, batch);
}

async function* readBatch(
  { tree, committedAt, changes }: CodeOfCommit,
  batch: readonly { path: string; blobSha: string }[],
): AsyncGenerator<CodeFile> {
  const byBlob = Map.groupBy(batch, ({ blobSha }) => blobSha);
  for await (const { blobSha, content } of tree.readBlobs([...byBlob.keys()])) {
    const text = content.toString("utf8");
    for (const { path } of byBlob.get(blobSha) ?? []) {
      const { at = committedAt, author = null } = changes?.get(path) ?? {};
      yield { path, text, commitSha: tree.commitSha, at, author };
    }
  }
}
