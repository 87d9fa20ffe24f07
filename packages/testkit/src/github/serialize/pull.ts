import type { JsonObject, Pull, Repository } from "../model.ts";
import { nodeId, type State } from "../state.ts";
import { associationOf } from "./association.ts";
import { rollUp } from "./reactions.ts";
import { repositoryPage, repositoryUrl, serializeRepository } from "./repository.ts";
import { serializeUser } from "./user.ts";

export function pullUrl(state: State, pull: Pull): string {
  return `${repositoryUrl(state, pull.repository)}/pulls/${pull.number}`;
}

export function pullPage(state: State, pull: Pull): string {
  return `${repositoryPage(state, pull.repository)}/pull/${pull.number}`;
}

function issueUrl(state: State, pull: Pull): string {
  return `${repositoryUrl(state, pull.repository)}/issues/${pull.number}`;
}

export function serializeLabel(state: State, pull: Pull, name: string): JsonObject {
  const id = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1e9, 7);
  return {
    id,
    node_id: nodeId("LA", id),
    url: `${repositoryUrl(state, pull.repository)}/labels/${encodeURIComponent(name)}`,
    name,
    color: "ededed",
    default: false,
    description: "",
  };
}

function branch(state: State, repository: Repository, ref: string, sha: string): JsonObject {
  return {
    label: `${repository.owner.login}:${ref}`,
    ref,
    sha,
    user: serializeUser(state, repository.owner),
    repo: serializeRepository(state, repository),
  };
}

function addresses(state: State, pull: Pull): JsonObject {
  const url = pullUrl(state, pull);
  const page = pullPage(state, pull);
  const issue = issueUrl(state, pull);
  const reviewComment = `${repositoryUrl(state, pull.repository)}/pulls/comments{/number}`;
  const statuses = `${repositoryUrl(state, pull.repository)}/statuses/${pull.head.sha}`;
  return {
    url,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: issue,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: reviewComment,
    comments_url: `${issue}/comments`,
    statuses_url: statuses,
    _links: {
      self: { href: url },
      html: { href: page },
      issue: { href: issue },
      comments: { href: `${issue}/comments` },
      review_comments: { href: `${url}/comments` },
      review_comment: { href: reviewComment },
      commits: { href: `${url}/commits` },
      statuses: { href: statuses },
    },
  };
}

/** `pull-request-simple`, as pull requests are listed. */
export function serializePullSimple(state: State, pull: Pull): JsonObject {
  return {
    ...addresses(state, pull),
    id: pull.id,
    node_id: nodeId("PR", pull.id),
    number: pull.number,
    state: pull.state,
    locked: false,
    active_lock_reason: null,
    title: pull.title,
    user: serializeUser(state, pull.author),
    body: pull.body,
    labels: pull.labels.map((name) => serializeLabel(state, pull, name)),
    milestone: null,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    draft: pull.isDraft,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeCommitSha,
    head: branch(state, pull.head.repository, pull.head.ref, pull.head.sha),
    base: branch(state, pull.repository, pull.base.ref, pull.base.sha),
    author_association: associationOf(pull.repository, pull.author),
    auto_merge: null,
  };
}

/** `pull-request`, with everything that GitHub counts only for a single one. */
export function serializePull(state: State, pull: Pull): JsonObject {
  const { counts } = pull;
  return {
    ...serializePullSimple(state, pull),
    merged: pull.mergedAt !== null,
    mergeable: null,
    rebaseable: null,
    mergeable_state: "unknown",
    merged_by: pull.mergedAt === null ? null : serializeUser(state, pull.author),
    comments: pull.comments.length,
    review_comments: pull.reviewComments.length,
    maintainer_can_modify: false,
    commits: counts.commits,
    additions: counts.additions,
    deletions: counts.deletions,
    changed_files: counts.changedFiles,
  };
}

/** The pull request as the issue that GitHub also takes it for. */
export function serializePullAsIssue(state: State, pull: Pull): JsonObject {
  const issue = issueUrl(state, pull);
  const page = pullPage(state, pull);
  return {
    url: issue,
    repository_url: repositoryUrl(state, pull.repository),
    labels_url: `${issue}/labels{/name}`,
    comments_url: `${issue}/comments`,
    events_url: `${issue}/events`,
    html_url: page,
    id: pull.id,
    node_id: nodeId("PR", pull.id),
    number: pull.number,
    title: pull.title,
    user: serializeUser(state, pull.author),
    labels: pull.labels.map((name) => serializeLabel(state, pull, name)),
    state: pull.state,
    locked: false,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: pull.comments.length,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    author_association: associationOf(pull.repository, pull.author),
    active_lock_reason: null,
    draft: pull.isDraft,
    pull_request: {
      url: pullUrl(state, pull),
      html_url: page,
      diff_url: `${page}.diff`,
      patch_url: `${page}.patch`,
      merged_at: pull.mergedAt,
    },
    body: pull.body,
    reactions: rollUp([], issue),
    timeline_url: `${issue}/timeline`,
    performed_via_github_app: null,
    state_reason: null,
  };
}
