import type { IssueComment, JsonObject, Pull } from "../model.ts";
import { nodeId, type State } from "../state.ts";
import { associationOf } from "./association.ts";
import { pullPage } from "./pull.ts";
import { rollUp } from "./reactions.ts";
import { repositoryUrl } from "./repository.ts";
import { serializeUser } from "./user.ts";

/** `issue-comment`: a comment on the pull request as a whole. */
export function serializeIssueComment(state: State, pull: Pull, comment: IssueComment): JsonObject {
  const issues = `${repositoryUrl(state, pull.repository)}/issues`;
  const url = `${issues}/comments/${comment.id}`;
  return {
    url,
    html_url: `${pullPage(state, pull)}#issuecomment-${comment.id}`,
    issue_url: `${issues}/${pull.number}`,
    id: comment.id,
    node_id: nodeId("IC", comment.id),
    user: serializeUser(state, comment.author),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: associationOf(pull.repository, comment.author),
    body: comment.body,
    reactions: rollUp(comment.reactions, url),
    performed_via_github_app: null,
  };
}
