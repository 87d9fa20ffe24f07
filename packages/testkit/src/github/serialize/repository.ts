import type { JsonObject, Repository } from "../model.ts";
import { fullName, nodeId, type State } from "../state.ts";
import { serializeUser } from "./user.ts";

/** Name of each `*_url` property and what stands after the repository's own URL. */
const subresources: Record<string, string> = {
  archive_url: "/{archive_format}{/ref}",
  assignees_url: "/assignees{/user}",
  blobs_url: "/git/blobs{/sha}",
  branches_url: "/branches{/branch}",
  collaborators_url: "/collaborators{/collaborator}",
  comments_url: "/comments{/number}",
  commits_url: "/commits{/sha}",
  compare_url: "/compare/{base}...{head}",
  contents_url: "/contents/{+path}",
  contributors_url: "/contributors",
  deployments_url: "/deployments",
  downloads_url: "/downloads",
  events_url: "/events",
  forks_url: "/forks",
  git_commits_url: "/git/commits{/sha}",
  git_refs_url: "/git/refs{/sha}",
  git_tags_url: "/git/tags{/sha}",
  hooks_url: "/hooks",
  issue_comment_url: "/issues/comments{/number}",
  issue_events_url: "/issues/events{/number}",
  issues_url: "/issues{/number}",
  keys_url: "/keys{/key_id}",
  labels_url: "/labels{/name}",
  languages_url: "/languages",
  merges_url: "/merges",
  milestones_url: "/milestones{/number}",
  notifications_url: "/notifications{?since,all,participating}",
  pulls_url: "/pulls{/number}",
  releases_url: "/releases{/id}",
  stargazers_url: "/stargazers",
  statuses_url: "/statuses/{sha}",
  subscribers_url: "/subscribers",
  subscription_url: "/subscription",
  tags_url: "/tags",
  teams_url: "/teams",
  trees_url: "/git/trees{/sha}",
};

export function repositoryUrl(state: State, repository: Repository): string {
  return `${state.apiUrl}/repos/${fullName(repository)}`;
}

export function repositoryPage(state: State, repository: Repository): string {
  return `${state.url}/${fullName(repository)}`;
}

function identity(state: State, repository: Repository): JsonObject {
  return {
    id: repository.id,
    node_id: nodeId("R", repository.id),
    name: repository.name,
    full_name: fullName(repository),
    private: repository.isPrivate,
    owner: serializeUser(state, repository.owner),
    html_url: repositoryPage(state, repository),
    description: null,
    fork: repository.parent !== null,
    url: repositoryUrl(state, repository),
  };
}

function addresses(state: State, repository: Repository): JsonObject {
  const url = repositoryUrl(state, repository);
  const page = repositoryPage(state, repository);
  const entries = Object.entries(subresources).map(([name, rest]) => [name, `${url}${rest}`]);
  return {
    ...Object.fromEntries(entries),
    git_url: page.replace("http:", "git:").concat(".git"),
    ssh_url: `git@${new URL(state.url).hostname}:${fullName(repository)}.git`,
    clone_url: `${page}.git`,
    svn_url: page,
    mirror_url: null,
    homepage: null,
  };
}

function counters(repository: Repository): JsonObject {
  const open = [...repository.pulls.values()].filter((pull) => pull.state === "open").length;
  return {
    language: null,
    forks: 0,
    forks_count: 0,
    stargazers_count: 0,
    watchers: 0,
    watchers_count: 0,
    size: 1,
    open_issues: open,
    open_issues_count: open,
  };
}

/** `repository`, as it stands inside pull requests and webhooks. */
export function serializeRepository(state: State, repository: Repository): JsonObject {
  return {
    ...identity(state, repository),
    ...addresses(state, repository),
    ...counters(repository),
    default_branch: repository.defaultBranch,
    is_template: false,
    topics: [],
    has_issues: true,
    has_projects: true,
    has_wiki: true,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    archived: false,
    disabled: false,
    visibility: repository.isPrivate ? "private" : "public",
    allow_forking: true,
    web_commit_signoff_required: false,
    license: null,
    pushed_at: repository.createdAt,
    created_at: repository.createdAt,
    updated_at: repository.createdAt,
  };
}

/** `full-repository`, what `GET /repos/{owner}/{repo}` gives. */
export function serializeFullRepository(state: State, repository: Repository): JsonObject {
  const parent = repository.parent && serializeRepository(state, repository.parent);
  return {
    ...serializeRepository(state, repository),
    network_count: 0,
    subscribers_count: 0,
    ...(parent === null ? {} : { parent, source: parent }),
  };
}

/** The short form in installation webhooks. */
export function serializeRepositoryName(repository: Repository): JsonObject {
  return {
    id: repository.id,
    node_id: nodeId("R", repository.id),
    name: repository.name,
    full_name: fullName(repository),
    private: repository.isPrivate,
  };
}
