import type { IssueComment, Pull, User } from "../model.ts";
import { serializeIssueComment } from "../serialize/issue-comment.ts";
import { serializePullAsIssue } from "../serialize/pull.ts";
import { fullName, type State, timestamp } from "../state.ts";
import { queueRepositoryHook } from "../webhooks/queue-hook.ts";

/** A comment on the pull request, with its webhook. */
export function addIssueComment(
  state: State,
  pull: Pull,
  author: User,
  body: string,
): IssueComment {
  const now = timestamp(state);
  const comment: IssueComment = {
    id: state.nextId(),
    author,
    body,
    reactions: [],
    createdAt: now,
    updatedAt: now,
  };
  pull.comments.push(comment);
  queueRepositoryHook(state, pull.repository, {
    event: "issue_comment",
    action: "created",
    sender: author,
    payload: {
      comment: serializeIssueComment(state, pull, comment),
      issue: serializePullAsIssue(state, pull),
    },
  });
  state.events.record({
    kind: "effect",
    effect: "issue_comment",
    repository: fullName(pull.repository),
    number: pull.number,
    id: comment.id,
  });
  return comment;
}
