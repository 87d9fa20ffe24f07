import { randomUUID } from "node:crypto";
import type { FileDiff } from "@devflow/diff";
import type { Expert, RoutedExpert } from "@devflow/expert";
import type { Caller } from "@devflow/identity";
import type { Finding, Remark, ReviewResult } from "@devflow/review";
import { languageOf } from "@devflow/syntax";
import type { z } from "zod";
import { modelHeader } from "../completions/answer-headers.ts";
import { defineRoute, type Route, type RouteRequest } from "../http/route.ts";
import type { AssistServices } from "./assist-services.ts";
import {
  type KnownRepository,
  knownRepository,
  openRepositoryCode,
  type WatchedCode,
} from "./known-repository.ts";
import { createOrganisationDefaults, type OrganisationDefault } from "./organisation-defaults.ts";
import { progressOf } from "./progress-of.ts";
import { type LocalReview, parseSentDiff, reviewSentChange } from "./review-change.ts";
import { dismissalRoute } from "./review-dismissals.ts";
import { asReviewer } from "./review-expert.ts";
import { type ReviewMemory, readReviewMemory, rememberSaid, saidOnPull } from "./review-memory.ts";
import { Recorder } from "./run-assist.ts";
import { reviewAnswer, reviewEvent, reviewRequest } from "./schemas/review.ts";
import { toldReviewer } from "./told-reviewer.ts";

type ReviewJson = z.input<typeof reviewAnswer>;
type ReviewEventJson = z.input<typeof reviewEvent>;

/** Of the time of a request: what a review found until then goes out in the rest. */
const shareOfTime = 0.8;

/** `POST /v1/review`: a local diff, reviewed as the bot reviews a pull request; and what became of its findings. */
export function reviewRoutes(services: AssistServices): Route[] {
  const organisationOf = createOrganisationDefaults(services.parts);
  return [
    defineRoute({
      method: "POST",
      path: "/v1/review",
      operation: "reviewChange",
      summary: "Reviews a local diff.",
      description:
        "The pipeline of the bot and of `devflow review`: rules, checks, secret scan, the expert where there is one, and every gate, with what the team dismissed and remembers and its filter where the caller may read the repository. With `stream` it comes as server-sent events: `progress`, and `done` with the whole answer.",
      scope: "assist",
      rate: "assist",
      maxBodyBytes: 16 * 1024 * 1024,
      body: reviewRequest,
      answer: reviewAnswer,
      event: reviewEvent,
      errors: [502, 504],
      async handle(request) {
        const { body, caller, signal } = request;
        const files = parseSentDiff(body);
        const repository = await knownRepository(services, caller, body.repository, signal);
        const organisation = await organisationOf(repository?.id ?? null);
        const chosen = await chooseReviewer(services, request, files, repository);
        const headers =
          chosen === null ? {} : modelHeader(chosen.model ?? chosen.expert.identity.model);
        const run = (onProgress: OnProgress) =>
          review(services, request, { files, repository, chosen, organisation, onProgress });
        if (body.stream !== true) return { headers, body: await run(() => {}) };
        return { headers, events: eventsOf(run) };
      },
    }),
    dismissalRoute(services),
  ];
}

type OnProgress = (event: { stage: string; done: number; total: number }) => void;
type ReviewCall = RouteRequest<undefined, undefined, typeof reviewRequest, "assist">;

/** Who reviews pull requests, where they can be asked; else who answers for the code's language. */
async function chooseReviewer(
  { experts }: AssistServices,
  { caller }: ReviewCall,
  files: readonly FileDiff[],
  repository: KnownRepository | null,
): Promise<RoutedExpert | null> {
  const reviewer = (await experts.list()).find(
    ({ expert, tasks }) => expert.name === "review" && tasks.includes("chat"),
  );
  if (reviewer !== undefined) return { expert: reviewer.expert, model: null, reason: "reviews" };
  const language =
    files.map(({ path }) => languageOf(path)).find((known) => known !== null) ?? null;
  const [first] = await experts.route("chat", {
    language,
    repository: repository?.name ?? null,
    repositoryId: repository?.id ?? null,
    teams: caller.teams,
  });
  return first ?? null;
}

interface ReviewParts {
  files: readonly FileDiff[];
  repository: KnownRepository | null;
  chosen: RoutedExpert | null;
  organisation: OrganisationDefault;
  onProgress: OnProgress;
}

async function review(
  services: AssistServices,
  { body, caller, editor, signal }: ReviewCall,
  { files, repository, chosen, organisation, onProgress }: ReviewParts,
): Promise<ReviewJson> {
  const watched = repository === null ? null : await openRepositoryCode(services, repository);
  const recorder = new Recorder(services, {
    id: `review-${randomUUID()}`,
    ...{ feature: "review", caller, editor, language: null },
    repositoryId: repository?.id ?? null,
    retrieved: watched === null ? [] : [watched.retrieved],
    isTold: true,
  });
  const expert = chosen && tellingReviewer(services, caller, chosen, recorder, watched);
  const startedAt = performance.now();
  try {
    const ports = { expert, index: watched?.index ?? null, signal, onProgress };
    const memory = await readReviewMemory(services, {
      ...{ caller, name: body.repository ?? null, repository, commits: body.commits ?? [] },
      paths: files.flatMap(({ path, previousPath }) =>
        previousPath === null ? [path] : [path, previousPath],
      ),
    });
    const change = { files, repository: repository?.name ?? null, memory, organisation };
    const reviewed = await reviewSentChange(body, change, ports, {
      isSecretFile: services.isSecretFile,
      timeMs: services.parts.settings.assistTimeoutMs * shareOfTime,
    });
    const { tokens } = reviewed.result;
    if (chosen !== null && expert !== null && tokens.prompt + tokens.completion > 0) {
      recorder.asked = { expert: chosen.expert.name, model: expert.identity.model };
    }
    recorder.usage = { promptTokens: tokens.prompt, completionTokens: tokens.completion };
    await rememberSaid(services, reviewed.result, memory);
    await recorder.record("answered");
    const totalMs = Math.round(performance.now() - startedAt);
    const pullUrl = `${services.parts.settings.githubWebUrl}/${repository?.name}/pull`;
    return reviewJson(recorder.id, reviewed, { chosen, totalMs, memory, pullUrl });
  } catch (thrown) {
    await recorder.record(signal.aborted ? "cancelled" : "failed");
    throw thrown;
  }
}

function tellingReviewer(
  services: AssistServices,
  { name: actor }: Caller,
  { expert, model }: RoutedExpert,
  { id, meter }: Recorder,
  watched: WatchedCode | null,
): Expert {
  const details = { id, feature: "review", expert: expert.name };
  const reviewer = asReviewer(meter.watch(expert), model);
  return toldReviewer(services, reviewer, { actor, details }, watched?.retrieved ?? null);
}

async function* eventsOf(
  run: (onProgress: OnProgress) => Promise<ReviewJson>,
): AsyncGenerator<ReviewEventJson> {
  const progress = progressOf(run);
  for await (const event of progress.events) yield { type: "progress", ...event };
  yield { type: "done", answer: await progress.answer };
}

interface Around {
  chosen: RoutedExpert | null;
  totalMs: number;
  memory: ReviewMemory;
  /** Of the repository's pull requests, without the number. */
  pullUrl: string;
}

function reviewJson(
  id: string,
  { result, problems, secrets, unread }: LocalReview,
  { chosen, totalMs, memory, pullUrl }: Around,
): ReviewJson {
  return {
    id,
    findings: result.findings.map(findingJson),
    already_said: saidOnPull(result, memory).map(({ remark, at, pullNumber, edit }) => ({
      ...remarkJson({ ...remark, ...at }),
      edit: edit && { start_line: edit.startLine, end_line: edit.line, text: edit.text },
      pull_request: { number: pullNumber, url: `${pullUrl}/${pullNumber}` },
    })),
    files_reviewed: result.filesReviewed,
    left_out: [
      ...result.filesLeftOut.map(({ path, reason }) => ({ path, reason })),
      ...secrets.map((path) => ({ path, reason: "by its name it holds secrets" })),
      ...unread,
    ],
    problems,
    expert: expertJson(result, chosen),
    usage: { prompt_tokens: result.tokens.prompt, completion_tokens: result.tokens.completion },
    total_ms: totalMs,
  };
}

function expertJson({ expert }: ReviewResult, chosen: RoutedExpert | null): ReviewJson["expert"] {
  const { state } = expert;
  if (state === "not_configured") return { state, name: null, model: null, reason: null };
  const reason = "reason" in expert ? expert.reason : null;
  return { state, name: chosen?.expert.name ?? null, model: expert.identity.model, reason };
}

/** A suggestion is whole lines of the new file, so it is an edit as it is. */
function findingJson(finding: Finding): ReviewJson["findings"][number] {
  const { side, startLine, line, suggestion } = finding;
  return {
    ...remarkJson(finding),
    confidence: finding.confidence,
    edit:
      suggestion === null || side === "LEFT"
        ? null
        : { start_line: startLine, end_line: line, text: suggestion },
  };
}

function remarkJson(said: Finding | Remark) {
  const { fingerprint, path, side, startLine, line, severity, category, title, body, source } =
    said;
  return {
    ...{ fingerprint, path, side, start_line: startLine, line },
    ...{ severity, category, title, body, source },
  };
}
