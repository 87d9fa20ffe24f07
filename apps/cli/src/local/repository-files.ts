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
    async naming(names, endings) {
      const { tree, entries } = await list();
      const code = entries.filter(
        ({ path, sizeBytes }) =>
          sizeBytes <= LARGEST_FILE_BYTES && endings.some((ending) => path.endsWith(ending)),
      );
      if (code.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) > MOST_BYTES) return null;
      const paths = Map.groupBy(code, ({ blobSha }) => blobSha);
      const found = new Map(names.map((name) => [name, new Set<string>()]));
      for await (const { blobSha, content } of tree.readBlobs([...paths.keys()])) {
        for (const [name, naming] of found) {
          if (!hasWord(content, name)) continue;
          for (const { path } of paths.get(blobSha) ?? []) naming.add(path);
        }
      }
      return found;
    },
  };
}

/** Whether the name stands somewhere by itself: `isA` is not in `isArray`. */
function hasWord(content: Buffer, name: string): boolean {
  // It would be found at the end again and again.
  if (name === "") return false;
  for (let at = content.indexOf(name); at !== -1; at = content.indexOf(name, at + 1)) {
    const [before, behind] = [content[at - 1], content[at + Buffer.byteLength(name)]];
    if (!isOfWord(before) && !isOfWord(behind)) return true;
  }
  return false;
}

function isOfWord(byte: number | undefined): boolean {
  return byte !== undefined && (byte > 127 || /[\w$]/.test(String.fromCharCode(byte)));
}
