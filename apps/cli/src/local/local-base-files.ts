import { decodeUtf8 } from "@devflow/diff";
import { UsageError } from "@devflow/errors";
import type { LocalRepository } from "@devflow/git";
import type { BaseFile, BaseFiles } from "@devflow/review";

/** The files of a checkout at a revision, which may be the worktree. The list is read once. */
export function localBaseFiles(repository: LocalRepository, revision: string): BaseFiles {
  let listing: Promise<BaseFile[]> | null = null;
  return {
    list: async (folder) => {
      listing ??= listFiles(repository, revision);
      const files = await listing;
      const isBelow = ({ path }: BaseFile) => folder === "" || path.startsWith(`${folder}/`);
      return { files: files.filter(isBelow), isComplete: true };
    },
    read: async (path, maxBytes) => {
      const content = await repository.readFile(revision, path, maxBytes);
      return content === null ? null : decodeUtf8(content);
    },
  };
}

async function listFiles(repository: LocalRepository, revision: string): Promise<BaseFile[]> {
  try {
    const tree = await repository.tree(revision);
    return await Array.fromAsync(tree.entries());
  } catch (error) {
    // What the first commit of a repository is compared with is an empty tree, which is no commit.
    if (error instanceof UsageError) return [];
    throw error;
  }
}
