import type { EmitterWebhookEventName } from "@octokit/webhooks/types";
import { onCheckRunRerequested } from "./check-run-rerequested.ts";
import { onIssueComment, onReviewComment, onReviewCommentDeleted } from "./comment-written.ts";
import type { Handler } from "./handler.ts";
import { onInstallation, onInstallationRepositories } from "./installation.ts";
import { onPullRequest } from "./pull-request.ts";
import { onPullRequestEdited } from "./pull-request-edited.ts";
import { onPush } from "./push.ts";
import { onReviewThread } from "./review-thread.ts";

/** Everything that we react to. All other events are acknowledged and ignored. */
export const handlerTable: readonly (readonly [EmitterWebhookEventName, Handler])[] = [
  ["pull_request.opened", onPullRequest],
  ["pull_request.reopened", onPullRequest],
  ["pull_request.ready_for_review", onPullRequest],
  ["pull_request.synchronize", onPullRequest],
  ["pull_request.closed", onPullRequest],
  ["pull_request.edited", onPullRequestEdited],
  ["issue_comment.created", onIssueComment],
  ["issue_comment.edited", onIssueComment],
  ["pull_request_review_comment.created", onReviewComment],
  ["pull_request_review_comment.edited", onReviewComment],
  ["pull_request_review_comment.deleted", onReviewCommentDeleted],
  ["pull_request_review_thread.resolved", onReviewThread],
  ["pull_request_review_thread.unresolved", onReviewThread],
  ["push", onPush],
  ["installation.created", onInstallation],
  ["installation.deleted", onInstallation],
  ["installation.suspend", onInstallation],
  ["installation.unsuspend", onInstallation],
  ["installation_repositories.added", onInstallationRepositories],
  ["installation_repositories.removed", onInstallationRepositories],
  ["check_run.rerequested", onCheckRunRerequested],
];
