import type { InstallationClient, PullActivity, RepositoryRef } from "@devflow/github";
import { isThumb } from "./collect-signals.ts";

/**
 * People of a pull request that GitHub is asked about, at a request each, those who came first.
 * Anybody may react on a public repository: a crowd costs no more than this, and counts for nothing.
 */
export const mostAsked = 20;

/**
 * Who of those that answered or reacted to our comments may write to the repository. The author of
 * the pull request is not asked about.
 */
export async function readWriters(
  github: Pick<InstallationClient, "permissionOf">,
  repository: RepositoryRef,
  { threads, author }: Pick<PullActivity, "threads" | "author">,
): Promise<Set<string>> {
  const words = threads
    .flatMap(({ replies, reactions }) => [
      ...replies,
      ...reactions.filter(({ content }) => isThumb(content)),
    ])
    .toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
  const people = new Set(words.map((word) => word.author).filter((login) => login !== author));
  const writers = new Set<string>();
  for (const login of [...people].slice(0, mostAsked)) {
    const permission = await github.permissionOf(repository, login);
    if (permission === "write" || permission === "admin") writers.add(login);
  }
  return writers;
}
