import { decodeUtf8 } from "@devflow/diff";
import type { InstallationClient, RepositoryRef } from "@devflow/github";
import type { BaseFiles } from "@devflow/review";

/** The repository at a commit of the base branch, through GitHub. */
export function baseFilesOf(
  github: InstallationClient,
  repository: RepositoryRef,
  baseSha: string,
): BaseFiles {
  return {
    list: async (folder) => {
      const { files, isComplete } = await github.listFiles(repository, baseSha, folder);
      const prefix = folder === "" ? "" : `${folder}/`;
      return { files: files.map((file) => ({ ...file, path: prefix + file.path })), isComplete };
    },
    read: async (path, maxBytes) => {
      const content = await github.readFile(repository, baseSha, path, maxBytes);
      return content === null ? null : decodeUtf8(content);
    },
  };
}
