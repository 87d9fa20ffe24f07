import { request } from "undici";
import type { MeasuredDevFlow, Step } from "./measured-devflow.ts";
import type { RemoteGitHub } from "./remote-github.ts";
import type { OpenedPull } from "./remote-messages.ts";
import { signDelivery } from "./signed-delivery.ts";
import type { WaitingTime } from "./waiting-time.ts";

/** The parts of a review's time, in their order. */
export const stages = [
  "relay and queue",
  "claim the row",
  "read the change",
  "gather context",
  "draft",
  "verify and settle",
  "store the findings",
  "post the review",
  "store, check run",
] as const;
export type Stage = (typeof stages)[number] | "202 to posted" | "start to posted" | "202 to stored";

/** Milliseconds of one stage. */
export interface StageTime {
  wallMs: number;
  /** Without the time in which a request to GitHub or to the model was open. */
  ownMs: number;
}

export interface ReviewRun {
  times: Record<Stage, StageTime>;
  /** User and system time of this process, threads included, from the 202 to the end. */
  cpuMs: number;
  githubRequests: number;
  modelRequests: number;
  comments: number;
}

export interface ReviewInput {
  devflow: MeasuredDevFlow;
  github: RemoteGitHub;
  waiting: WaitingTime;
  owner: string;
  pull: OpenedPull;
}

const timeoutMs = 60_000;

/** Delivers the webhook of one pull request and times everything until its review is stored. */
export async function measureReview(input: ReviewInput): Promise<ReviewRun> {
  const { devflow, github, waiting, owner, pull } = input;
  const reached = new Map<Step, number>();
  const { promise: stored, resolve, reject } = Promise.withResolvers<void>();
  devflow.onStep = (step, at) => {
    reached.set(step, at);
    if (step === "stored") resolve();
  };
  const timer = setTimeout(() => reject(new Error("the review did not end")), timeoutMs);
  const acknowledgedAt = await deliver(devflow.webhookUrl, pull, github.webhookSecret);
  const cpuBefore = process.cpuUsage();
  await stored.finally(() => clearTimeout(timer));
  const cpu = process.cpuUsage(cpuBefore);

  const at = (step: Step) => reached.get(step) ?? Number.NaN;
  const { state, expert_state, expert_reason, timings_ms } = await devflow.timings(pull.headSha);
  const posted = await github.posted(owner, pull.number);
  if (state !== "posted" || expert_state !== "used" || posted.reviews !== 1) {
    const reason = expert_reason ?? "";
    throw new Error(`not one good review: ${state}, ${expert_state} ${reason}, ${posted.reviews}`);
  }
  const spans = spansOf(acknowledgedAt, at, timings_ms);
  const times = Object.fromEntries(
    Object.entries(spans).map(([stage, [from, to]]) => [
      stage,
      { wallMs: to - from, ownMs: to - from - waiting.between(from, to) },
    ]),
  ) as Record<Stage, StageTime>;
  const githubHost = new URL(github.environment.GITHUB_API_URL ?? "").host;
  const modelHost = new URL(github.modelUrl).host;
  return {
    times,
    cpuMs: (cpu.user + cpu.system) / 1_000,
    githubRequests: waiting.count(acknowledgedAt, at("stored"), githubHost),
    modelRequests: waiting.count(acknowledgedAt, at("stored"), modelHost),
    comments: posted.comments,
  };
}

/** The pipeline's own clock gives the lengths of its stages; it ends where `drafted` is reached. */
function spansOf(
  acknowledgedAt: number,
  at: (step: Step) => number,
  pipeline: { context: number; draft: number; verify: number; total: number },
): Record<Stage, [number, number]> {
  const pipelineAt = at("drafted") - pipeline.total;
  const draftAt = pipelineAt + pipeline.context;
  const verifyAt = draftAt + pipeline.draft;
  return {
    "relay and queue": [acknowledgedAt, at("started")],
    "claim the row": [at("started"), at("claimed")],
    "read the change": [at("claimed"), pipelineAt],
    "gather context": [pipelineAt, draftAt],
    draft: [draftAt, verifyAt],
    "verify and settle": [verifyAt, at("drafted")],
    "store the findings": [at("drafted"), at("settled")],
    "post the review": [at("settled"), at("posted")],
    "store, check run": [at("posted"), at("stored")],
    "202 to posted": [acknowledgedAt, at("posted")],
    "start to posted": [at("started"), at("posted")],
    "202 to stored": [acknowledgedAt, at("stored")],
  };
}

async function deliver(url: string, pull: OpenedPull, secret: string): Promise<number> {
  const { headers, body } = signDelivery("pull_request", pull.payload, secret);
  const answer = await request(url, { method: "POST", headers, body });
  await answer.body.dump();
  if (answer.statusCode !== 202) throw new Error(`the webhook was answered ${answer.statusCode}`);
  return performance.now();
}
