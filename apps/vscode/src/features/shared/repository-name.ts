import { cleanGitUrl } from "../../context/clean-git-url.ts";

interface Remote {
  name: string;
  fetchUrl?: string;
  pushUrl?: string;
}

/**
 * The address of a repository's remote, by which the server knows it: that of `origin`, else of the
 * first, without passwords. Null where there is none.
 */
export function repositoryName(remotes: readonly Remote[]): string | null {
  const chosen = remotes.find(({ name }) => name === "origin") ?? remotes[0];
  const url = chosen?.fetchUrl ?? chosen?.pushUrl;
  return url ? cleanGitUrl(url) : null;
}
