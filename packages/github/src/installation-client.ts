import { putCheckRun } from "./check-runs.ts";
import { cloneAccess } from "./clone-access.ts";
import { editComment, listOwnComments, postComment, react, reply } from "./comments.ts";
import type { Context } from "./context.ts";
import { findBlobs, findCommits, listRenames, readTexts } from "./file-versions.ts";
import { readHistory, readPastPull } from "./history.ts";
import type { InstallationClient } from "./model.ts";
import { readPullActivity } from "./pull-activity.ts";
import { listOpenPullRequests, readPullRequest } from "./pull-requests.ts";
import { readChange } from "./read-change.ts";
import { readFile } from "./read-file.ts";
import {
  accessOf,
  listRepositories,
  pageOf,
  permissionOf,
  readRepository,
} from "./repositories.ts";
import { findReview, postReview, updateReviewBody } from "./reviews.ts";
import { putSummaryComment } from "./summary-comment.ts";
import { listThreads, resolveThread, unresolveThread } from "./threads.ts";
import { TreeReader } from "./trees.ts";
import {
  listIssueComments,
  listThreadComments,
  readComment,
  readReviewComment,
} from "./written-comments.ts";

/** The calls of one installation, each in a file of its own. */
export function createInstallationClient(context: Context): InstallationClient {
  const trees = new TreeReader(context);
  return {
    pageOf: (repository) => pageOf(context, repository),
    readPullRequest: (...call) => readPullRequest(context, ...call),
    readChange: (...call) => readChange(context, trees, ...call),
    readFile: (...call) => readFile(trees, ...call),
    listFiles: (...call) => trees.list(...call),
    listOpenPullRequests: (...call) => listOpenPullRequests(context, ...call),
    listRepositories: () => listRepositories(context),
    findReview: (...call) => findReview(context, ...call),
    postReview: (...call) => postReview(context, ...call),
    updateReviewBody: (...call) => updateReviewBody(context, ...call),
    listOwnComments: (...call) => listOwnComments(context, ...call),
    postComment: (...call) => postComment(context, ...call),
    putCheckRun: (...call) => putCheckRun(context, ...call),
    listThreads: (...call) => listThreads(context, ...call),
    readPullActivity: (...call) => readPullActivity(context, ...call),
    resolveThread: (...call) => resolveThread(context, ...call),
    unresolveThread: (...call) => unresolveThread(context, ...call),
    readComment: (...call) => readComment(context, ...call),
    readReviewComment: (...call) => readReviewComment(context, ...call),
    listThreadComments: (...call) => listThreadComments(context, ...call),
    listIssueComments: (...call) => listIssueComments(context, ...call),
    editComment: (...call) => editComment(context, ...call),
    putSummaryComment: (...call) => putSummaryComment(context, ...call),
    reply: (...call) => reply(context, ...call),
    react: (...call) => react(context, ...call),
    permissionOf: (...call) => permissionOf(context, ...call),
    accessOf: (...call) => accessOf(context, ...call),
    readRepository: (...call) => readRepository(context, ...call),
    readHistory: (...call) => readHistory(context, ...call),
    readPastPull: (...call) => readPastPull(context, ...call),
    findBlobs: (...call) => findBlobs(context, ...call),
    findCommits: (...call) => findCommits(context, ...call),
    readTexts: (...call) => readTexts(context, ...call),
    listRenames: (...call) => listRenames(context, ...call),
    cloneAccess: (...call) => cloneAccess(context, ...call),
  };
}
