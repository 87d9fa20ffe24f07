import { visibleRepository, writableRepository } from "../auth/authorize.ts";
import { type Call, numberParam, param } from "../http/call.ts";
import { HttpError, notFound } from "../http/reply.ts";
import type { IssueComment, Pull, Repository, ReviewComment, User } from "../model.ts";
import { botUser } from "../state.ts";

export function repositoryOf(call: Call): Repository {
  return visibleRepository(call.state, call.actor, param(call, "owner"), param(call, "repo"));
}

export function repositoryToWrite(call: Call): Repository {
  return writableRepository(call.state, call.actor, param(call, "owner"), param(call, "repo"));
}

function pullIn(repository: Repository, number: number): Pull {
  const pull = repository.pulls.get(number);
  if (pull === undefined) throw notFound();
  return pull;
}

export function pullOf(call: Call, name = "pull_number"): Pull {
  return pullIn(repositoryOf(call), numberParam(call, name));
}

export function pullToWrite(call: Call, name = "pull_number"): Pull {
  return pullIn(repositoryToWrite(call), numberParam(call, name));
}

/** The App's own account: the only one that speaks through the API. */
export function speaker(call: Call): User {
  return botUser(call.state);
}

/** Throws 403 unless the App wrote it: an App may not edit other people's words. */
export function ownOnly(call: Call, author: User): void {
  if (author !== speaker(call)) {
    throw new HttpError(403, "Resource not accessible by integration");
  }
}

export function issueCommentOf(call: Call, repository: Repository) {
  return commentIn<IssueComment>(
    repository,
    numberParam(call, "comment_id"),
    (pull) => pull.comments,
  );
}

export function reviewCommentOf(call: Call, repository: Repository) {
  const id = numberParam(call, "comment_id");
  return commentIn<ReviewComment>(repository, id, (pull) => pull.reviewComments);
}

function commentIn<Comment extends { id: number }>(
  repository: Repository,
  id: number,
  commentsOf: (pull: Pull) => Comment[],
): { pull: Pull; comment: Comment } {
  for (const pull of repository.pulls.values()) {
    const comment = commentsOf(pull).find((each) => each.id === id);
    if (comment !== undefined) return { pull, comment };
  }
  throw notFound();
}
