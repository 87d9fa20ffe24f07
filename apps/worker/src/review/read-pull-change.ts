import { decodeUtf8 } from "@devflow/diff";
import type { InstallationClient, PullRequest, RepositoryRef } from "@devflow/github";
import type { Change, ReviewPorts } from "@devflow/review";

/** Larger files are data; rules and syntax have their own, smaller bound. */
const maxFileBytes = 2_000_000;

/** The change of a pull request as the pipeline takes it, and its files on both sides. */
export async function readPullChange(
  github: InstallationClient,
  repository: RepositoryRef,
  pull: PullRequest,
): Promise<{ change: Change; readFile: ReviewPorts["readFile"] }> {
  const read = await github.readChange(repository, pull);
  const { baseSha, headSha, files, unreadable, isPartial } = read;
  const name = `${repository.owner}/${repository.name}`;
  const { title, body: description } = pull;
  return {
    change: {
      repository: name,
      baseSha,
      headSha,
      title,
      description,
      files,
      unreadable,
      isPartial,
    },
    async readFile(side, path) {
      const ref = side === "base" ? baseSha : headSha;
      const content = await github.readFile(repository, ref, path, maxFileBytes);
      return content === null ? null : decodeUtf8(content);
    },
  };
}
