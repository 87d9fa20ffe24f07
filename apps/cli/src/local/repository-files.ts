import type { LocalRepository, SourceTree, TreeEntry } from "@devflow/git";
import type { RepositoryFiles } from "@devflow/review";

/** A file here takes a few milliseconds to read and parse. */
const MOST_READS = 400;
/** As much of one language as is read to look for a name: 300 ms. */
const MOST_BYTES = 30_000_000;
const LARGEST_FILE_BYTES = 1_000_000;

/** The files of a revision, listed when somebody asks, and read where no index knows names. */
export function repositoryFilesOf(repository: LocalRepository, revision: string): RepositoryFiles {
  let listed: Promise<{ tree: SourceTree; entries: TreeEntry[] }> | undefined;
  const list = () => {
    listed ??= (async () => {
      const tree = await repository.tree(revision);
      return { tree, entries: await Array.fromAsync(tree.entries()) };
    })();
    return listed;
  };
  return {
    mostReads: MOST_READS,
    paths: async () => (await list()).entries.map(({ path }) => path),
    defining: async () => null,
    async naming(names) {
      const { tree, entries } = await list();
      const code = entries.filter(
        ({ path, sizeBytes }) => /\.(?:go|java)$/.test(path) && sizeBytes <= LARGEST_FILE_BYTES,
      );
      if (code.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) > MOST_BYTES) return null;
      const blobs = new Set<string>();
      for await (const { blobSha, content } of tree.readBlobs(code.map((each) => each.blobSha))) {
        if (names.some((name) => content.includes(name))) blobs.add(blobSha);
      }
      return new Set(code.filter(({ blobSha }) => blobs.has(blobSha)).map(({ path }) => path));
    },
  };
}
