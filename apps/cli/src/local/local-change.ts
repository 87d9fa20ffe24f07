import { decodeUtf8 } from "@devflow/diff";
import type { LocalRepository } from "@devflow/git";
import type { Change, RepositoryFiles, ReviewPorts } from "@devflow/review";
import { repositoryFilesOf } from "./repository-files.ts";

export interface Revisions {
  base?: string;
  head?: string;
}

export interface LocalChange {
  change: Change;
  readFile: ReviewPorts["readFile"];
  /** The other files at the head. */
  files: RepositoryFiles;
}

/** Larger files are data; the same bound as for files of a pull request. */
const maxFileBytes = 2_000_000;

/**
 * The change between two revisions of a checkout. Without a base it is the merge base with the
 * default branch, or the last commit when there is nothing ahead; the head may be `worktree`.
 */
export async function readLocalChange(
  repository: LocalRepository,
  revisions: Revisions,
): Promise<LocalChange> {
  const head = revisions.head ?? "HEAD";
  const base = revisions.base ?? (await repository.defaultBase(head));
  const { baseSha, headSha, title, description, files, unreadable } = await repository.readChange(
    base,
    head,
  );
  const change = {
    repository: repository.name,
    baseSha,
    headSha,
    title,
    description,
    files,
    unreadable,
  };
  const readFile: ReviewPorts["readFile"] = async (side, path) => {
    const content = await repository.readFile(
      side === "base" ? baseSha : headSha,
      path,
      maxFileBytes,
    );
    return content === null ? null : decodeUtf8(content);
  };
  return { change, readFile, files: repositoryFilesOf(repository, headSha) };
}
