import type { CheckAnnotation, CheckRun, JsonObject, Pull, Repository } from "../model.ts";
import { nodeId, type State } from "../state.ts";
import { serializeApp } from "./app.ts";
import { pullUrl } from "./pull.ts";
import { repositoryPage, repositoryUrl } from "./repository.ts";

function branch(state: State, repository: Repository, ref: string, sha: string): JsonObject {
  const { id, name } = repository;
  return { ref, sha, repo: { id, url: repositoryUrl(state, repository), name } };
}

/** Pull requests whose head the check run is about; those of forks are not listed by GitHub. */
function pullsOf(state: State, repository: Repository, headSha: string): JsonObject[] {
  const isMeant = (pull: Pull) =>
    pull.state === "open" && pull.head.sha === headSha && pull.head.repository === repository;
  return [...repository.pulls.values()].filter(isMeant).map((pull) => ({
    id: pull.id,
    number: pull.number,
    url: pullUrl(state, pull),
    head: branch(state, repository, pull.head.ref, pull.head.sha),
    base: branch(state, repository, pull.base.ref, pull.base.sha),
  }));
}

/** `check-annotation`. */
export function serializeAnnotation(
  state: State,
  repository: Repository,
  run: CheckRun,
  annotation: CheckAnnotation,
): JsonObject {
  const page = repositoryPage(state, repository);
  return {
    path: annotation.path,
    blob_href: `${page}/blob/${run.headSha}/${encodeURI(annotation.path)}`,
    start_line: annotation.startLine,
    end_line: annotation.endLine,
    start_column: annotation.startColumn,
    end_column: annotation.endColumn,
    annotation_level: annotation.level,
    title: annotation.title,
    message: annotation.message,
    raw_details: annotation.rawDetails,
  };
}

/** `check-run`. */
export function serializeCheckRun(state: State, repository: Repository, run: CheckRun): JsonObject {
  const url = `${repositoryUrl(state, repository)}/check-runs/${run.id}`;
  const page = `${repositoryPage(state, repository)}/runs/${run.id}`;
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId("CR", run.id),
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url: page,
    details_url: run.detailsUrl ?? page,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      ...run.output,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: run.suiteId },
    app: serializeApp(state),
    pull_requests: pullsOf(state, repository, run.headSha),
  };
}
