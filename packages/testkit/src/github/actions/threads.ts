import type { Pull, ReviewComment, ReviewThread, User } from "../model.ts";
import { serializePullSimple } from "../serialize/pull.ts";
import { serializeReviewComment } from "../serialize/review-comment.ts";
import { fullName, nodeId, type State } from "../state.ts";
import { queueRepositoryHook } from "../webhooks/queue-hook.ts";

/** The conversations of a pull request, in the order in which they began. */
export function threadsOf(pull: Pull): ReviewThread[] {
  return [...new Set(pull.reviewComments.map((comment) => comment.thread))];
}

export function commentsOf(pull: Pull, thread: ReviewThread): ReviewComment[] {
  return pull.reviewComments.filter((comment) => comment.thread === thread);
}

export function threadNodeId(thread: ReviewThread): string {
  return nodeId("PRRT", thread.id);
}

/** Resolves a thread, or opens it again for `resolvedBy` null. Says so only when that is a change. */
export function setResolved(
  state: State,
  pull: Pull,
  thread: ReviewThread,
  change: { isResolved: boolean; by: User },
): void {
  const { isResolved, by } = change;
  if ((thread.resolvedBy !== null) === isResolved) return;
  thread.resolvedBy = isResolved ? by : null;
  queueRepositoryHook(state, pull.repository, {
    event: "pull_request_review_thread",
    action: isResolved ? "resolved" : "unresolved",
    sender: by,
    payload: {
      thread: {
        node_id: threadNodeId(thread),
        comments: commentsOf(pull, thread).map((each) => serializeReviewComment(state, pull, each)),
      },
      pull_request: serializePullSimple(state, pull),
    },
  });
  state.events.record({
    kind: "effect",
    effect: "thread",
    repository: fullName(pull.repository),
    number: pull.number,
    id: thread.id,
  });
}
