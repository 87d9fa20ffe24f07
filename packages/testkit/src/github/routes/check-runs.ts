import { resolveCommit } from "../git/bare-repository.ts";
import {
  type Call,
  integer,
  list,
  numberParam,
  object,
  param,
  type Routes,
  text,
} from "../http/call.ts";
import { page } from "../http/paginate.ts";
import { HttpError, notFound, ok, reply } from "../http/reply.ts";
import type { CheckAnnotation, CheckRun, JsonObject, Repository } from "../model.ts";
import { serializeAnnotation, serializeCheckRun } from "../serialize/check-run.ts";
import { fullName, type State, timestamp } from "../state.ts";
import { repositoryOf, repositoryToWrite } from "./lookups.ts";

function invalid(message: string): HttpError {
  return new HttpError(422, `Invalid request.\n\n${message}`);
}

/** What create and update share. A conclusion completes the run; completing needs a conclusion. */
function apply(state: State, run: CheckRun, body: JsonObject): void {
  const conclusion = text(body.conclusion);
  const status = conclusion === undefined ? text(body.status) : "completed";
  if (status === "completed" && conclusion === undefined) {
    throw invalid('"conclusion" wasn\'t supplied.');
  }
  const output = object(body.output);
  const annotations = annotationsOf(state, output);
  run.name = text(body.name) ?? run.name;
  run.externalId = text(body.external_id) ?? run.externalId;
  run.detailsUrl = text(body.details_url) ?? run.detailsUrl;
  run.status = status ?? run.status;
  run.startedAt = text(body.started_at) ?? run.startedAt ?? timestamp(state);
  if (status === "completed") {
    run.conclusion = conclusion ?? null;
    run.completedAt = text(body.completed_at) ?? timestamp(state);
  } else if (status !== undefined) {
    run.conclusion = null;
    run.completedAt = null;
  }
  if (output !== undefined) {
    run.output = {
      title: text(output.title) ?? null,
      summary: text(output.summary) ?? null,
      text: text(output.text) ?? null,
    };
  }
  run.annotations.push(...annotations);
}

/** The API refuses a batch that is too large, lines that run backwards, and words without bounds. */
function annotationsOf(state: State, output: JsonObject | undefined): CheckAnnotation[] {
  const wanted = list(output?.annotations).map((each) => annotationOf(object(each) ?? {}));
  if (wanted.length > state.limits.annotationsPerRequest) {
    throw invalid(`No more than ${state.limits.annotationsPerRequest} annotations are allowed.`);
  }
  for (const { path, startLine, endLine, title, message, startColumn } of wanted) {
    if (path === "" || path.startsWith("/")) throw invalid("annotation path is invalid");
    if (startLine < 1 || endLine < startLine) throw invalid("annotation lines are invalid");
    if (startColumn !== null && startLine !== endLine) throw invalid("start_column needs one line");
    if ((title ?? "").length > 255) throw invalid("annotation title is too long");
    if (Buffer.byteLength(message) > 64 * 1024) throw invalid("annotation message is too long");
  }
  return wanted;
}

function annotationOf(value: JsonObject): CheckAnnotation {
  return {
    path: text(value.path) ?? "",
    startLine: integer(value.start_line) ?? 0,
    endLine: integer(value.end_line) ?? 0,
    startColumn: integer(value.start_column) ?? null,
    endColumn: integer(value.end_column) ?? null,
    level: text(value.annotation_level) ?? "",
    title: text(value.title) ?? null,
    message: text(value.message) ?? "",
    rawDetails: text(value.raw_details) ?? null,
  };
}

function record(
  call: Call,
  repository: Repository,
  effect: "check_run" | "check_run_update",
  id: number,
) {
  const name = fullName(repository);
  call.state.events.record({ kind: "effect", effect, repository: name, number: null, id });
}

function runOf(call: Call, repository: Repository): CheckRun {
  const run = repository.checkRuns.find((each) => each.id === numberParam(call, "check_run_id"));
  if (run === undefined) throw notFound();
  return run;
}

/** `filter=latest`, the default, shows only the newest run of a name. */
function latest(runs: CheckRun[]): CheckRun[] {
  const byName = new Map(runs.map((run) => [run.name, run]));
  return [...byName.values()];
}

export const checkRunRoutes = {
  "POST /repos/{owner}/{repo}/check-runs": async (call) => {
    const { state, body } = call;
    const repository = repositoryToWrite(call);
    const headSha = text(body.head_sha) ?? "";
    if ((await resolveCommit(repository.gitDirectory, headSha)) !== headSha) {
      throw invalid(`No commit found for SHA: ${headSha}`);
    }
    const sibling = repository.checkRuns.find((each) => each.headSha === headSha);
    const run: CheckRun = {
      id: state.nextId(),
      suiteId: sibling?.suiteId ?? state.nextId(),
      name: "",
      headSha,
      externalId: "",
      detailsUrl: null,
      status: "queued",
      conclusion: null,
      startedAt: null,
      completedAt: null,
      output: { title: null, summary: null, text: null },
      annotations: [],
    };
    apply(state, run, body);
    repository.checkRuns.push(run);
    record(call, repository, "check_run", run.id);
    return reply(201, serializeCheckRun(state, repository, run));
  },

  "GET /repos/{owner}/{repo}/check-runs/{check_run_id}": (call) => {
    const repository = repositoryOf(call);
    return ok(serializeCheckRun(call.state, repository, runOf(call, repository)));
  },

  "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}": (call) => {
    const repository = repositoryToWrite(call);
    const run = runOf(call, repository);
    apply(call.state, run, call.body);
    record(call, repository, "check_run_update", run.id);
    return ok(serializeCheckRun(call.state, repository, run));
  },

  "GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations": (call) => {
    const repository = repositoryOf(call);
    const run = runOf(call, repository);
    const { items, headers } = page(call, run.annotations);
    return ok(
      items.map((each) => serializeAnnotation(call.state, repository, run, each)),
      headers,
    );
  },

  "GET /repos/{owner}/{repo}/commits/{ref}/check-runs": async (call) => {
    const { state, query } = call;
    const repository = repositoryOf(call);
    const ref = param(call, "ref");
    const sha = await resolveCommit(repository.gitDirectory, ref);
    if (sha === null) throw new HttpError(422, `No commit found for SHA: ${ref}`);
    const isAsked = (run: CheckRun) =>
      run.headSha === sha &&
      (query.get("check_name") ?? run.name) === run.name &&
      (query.get("status") ?? run.status) === run.status &&
      (query.get("app_id") ?? String(state.app.id)) === String(state.app.id);
    const runs = repository.checkRuns.filter(isAsked);
    const shown = query.get("filter") === "all" ? runs : latest(runs);
    const { items, headers } = page(call, shown);
    const checkRuns = items.map((run) => serializeCheckRun(state, repository, run));
    return ok({ total_count: shown.length, check_runs: checkRuns }, headers);
  },
} satisfies Routes;
