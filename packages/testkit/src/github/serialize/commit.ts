import type { CommitInfo } from "../git/read-commit.ts";
import type { JsonObject, Repository } from "../model.ts";
import { nodeId, type State } from "../state.ts";
import { repositoryPage, repositoryUrl } from "./repository.ts";

/** `commit`, without files. Authors are known by e-mail only, so no account is linked. */
export function serializeCommit(
  state: State,
  repository: Repository,
  commit: CommitInfo,
): JsonObject {
  const url = repositoryUrl(state, repository);
  const page = repositoryPage(state, repository);
  return {
    sha: commit.sha,
    node_id: nodeId(`C_${commit.sha}`, repository.id),
    commit: {
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      tree: { sha: commit.tree, url: `${url}/git/trees/${commit.tree}` },
      url: `${url}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: {
        verified: false,
        reason: "unsigned",
        signature: null,
        payload: null,
        verified_at: null,
      },
    },
    url: `${url}/commits/${commit.sha}`,
    html_url: `${page}/commit/${commit.sha}`,
    comments_url: `${url}/commits/${commit.sha}/comments`,
    author: null,
    committer: null,
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${url}/commits/${sha}`,
      html_url: `${page}/commit/${sha}`,
    })),
  };
}
