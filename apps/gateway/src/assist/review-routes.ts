import { randomUUID } from "node:crypto";
import type { RoutedExpert } from "@devflow/expert";
import type { Finding, ReviewResult } from "@devflow/review";
import { languageOf } from "@devflow/syntax";
import type { z } from "zod";
import { modelHeader } from "../completions/answer-headers.ts";
import { defineRoute, type Route, type RouteRequest } from "../http/route.ts";
import type { AssistServices } from "./assist-services.ts";
import { type KnownRepository, knownRepository, openRepositoryCode } from "./known-repository.ts";
import { progressOf } from "./progress-of.ts";
import { type LocalReview, reviewSentChange } from "./review-change.ts";
import { asReviewer } from "./review-expert.ts";
import { Recorder } from "./run-assist.ts";
import { reviewAnswer, reviewEvent, reviewRequest } from "./schemas/review.ts";

type ReviewJson = z.input<typeof reviewAnswer>;
type ReviewEventJson = z.input<typeof reviewEvent>;

/** Of the time of a request: what a review found until then goes out in the rest. */
const shareOfTime = 0.8;

/** `POST /v1/review`: a local diff, reviewed as the bot reviews a pull request. */
export function reviewRoutes(services: AssistServices): Route[] {
  return [
    defineRoute({
      method: "POST",
      path: "/v1/review",
      operation: "reviewChange",
      summary: "Reviews a local diff.",
      description:
        "The pipeline of the bot and of `devflow review`: rules, checks, secret scan, the expert where there is one, and every gate. With `stream` it comes as server-sent events: `progress`, and `done` with the whole answer.",
      scope: "assist",
      rate: "assist",
      maxBodyBytes: 16 * 1024 * 1024,
      body: reviewRequest,
      answer: reviewAnswer,
      event: reviewEvent,
      errors: [502, 504],
      async handle(request) {
        const { body, caller, signal } = request;
        const repository = await knownRepository(services, caller, body.repository, signal);
        const chosen = await chooseReviewer(services, request, repository);
        const headers =
          chosen === null ? {} : modelHeader(chosen.model ?? chosen.expert.identity.model);
        const run = (onProgress: OnProgress) =>
          review(services, request, repository, chosen, onProgress);
        if (body.stream !== true) return { headers, body: await run(() => {}) };
        return { headers, events: eventsOf(run) };
      },
    }),
  ];
}

type OnProgress = (event: { stage: string; done: number; total: number }) => void;
type ReviewCall = RouteRequest<undefined, undefined, typeof reviewRequest, "assist">;

/** Who reviews pull requests, where they can be asked; else who answers for the code's language. */
async function chooseReviewer(
  { experts }: AssistServices,
  { body, caller }: ReviewCall,
  repository: KnownRepository | null,
): Promise<RoutedExpert | null> {
  const reviewer = (await experts.list()).find(
    ({ expert, tasks }) => expert.name === "review" && tasks.includes("chat"),
  );
  if (reviewer !== undefined) return { expert: reviewer.expert, model: null, reason: "reviews" };
  const paths = [...body.diff.matchAll(/^\+\+\+ b\/(.+?)\t?$/gm)].map(([, path = ""]) => path);
  const language = paths.map(languageOf).find((known) => known !== null) ?? null;
  const [first] = await experts.route("chat", {
    language,
    repository: repository?.name ?? null,
    repositoryId: repository?.id ?? null,
    teams: caller.teams,
  });
  return first ?? null;
}

async function review(
  services: AssistServices,
  { body, caller, editor, signal }: ReviewCall,
  repository: KnownRepository | null,
  chosen: RoutedExpert | null,
  onProgress: OnProgress,
): Promise<ReviewJson> {
  const watched = repository === null ? null : await openRepositoryCode(services, repository);
  const recorder = new Recorder(services, {
    id: `review-${randomUUID()}`,
    ...{ feature: "review", caller, editor, language: null },
    repositoryId: repository?.id ?? null,
    retrieved: watched === null ? [] : [watched.retrieved],
  });
  const expert =
    chosen === null ? null : asReviewer(recorder.meter.watch(chosen.expert), chosen.model);
  const startedAt = performance.now();
  try {
    const ports = { expert, index: watched?.index ?? null, signal, onProgress };
    const name = repository?.name ?? null;
    const reviewed = await reviewSentChange(body, name, ports, {
      isSecret: services.isSecretFile,
      timeMs: services.parts.settings.assistTimeoutMs * shareOfTime,
    });
    const { tokens } = reviewed.result;
    if (chosen !== null && expert !== null && tokens.prompt + tokens.completion > 0) {
      recorder.asked = { expert: chosen.expert.name, model: expert.identity.model };
    }
    recorder.usage = { promptTokens: tokens.prompt, completionTokens: tokens.completion };
    await recorder.record("answered");
    const totalMs = Math.round(performance.now() - startedAt);
    return reviewJson(recorder.id, reviewed, { chosen, totalMs });
  } catch (thrown) {
    await recorder.record(signal.aborted ? "cancelled" : "failed");
    throw thrown;
  }
}

async function* eventsOf(
  run: (onProgress: OnProgress) => Promise<ReviewJson>,
): AsyncGenerator<ReviewEventJson> {
  const progress = progressOf(run);
  for await (const event of progress.events) yield { type: "progress", ...event };
  yield { type: "done", answer: await progress.answer };
}

function reviewJson(
  id: string,
  { result, problems, secrets, unread }: LocalReview,
  { chosen, totalMs }: { chosen: RoutedExpert | null; totalMs: number },
): ReviewJson {
  return {
    id,
    findings: result.findings.map(findingJson),
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
    fingerprint: finding.fingerprint,
    path: finding.path,
    side,
    start_line: startLine,
    line,
    severity: finding.severity,
    category: finding.category,
    title: finding.title,
    body: finding.body,
    source: finding.source,
    confidence: finding.confidence,
    edit:
      suggestion === null || side === "LEFT"
        ? null
        : { start_line: startLine, end_line: line, text: suggestion },
  };
}
