import { setTimeout as wait } from "node:timers/promises";
import { percentile } from "@devflow/statistics";
import { AppProcess } from "./app-process.ts";
import { createEngine, type Engine, type EngineName } from "./engine.ts";
import { type Load, type Shot, sendFlatOut, sendOnSchedule, type Target } from "./load.ts";
import { RemoteGitHub } from "./remote-github.ts";
import { signDelivery } from "./signed-delivery.ts";

export interface EndpointOptions {
  /** `bare` is the server to compare with, which has none. */
  engine: EngineName | "bare";
  app: "bot" | "start";
  ratePerSecond: number;
  seconds: number;
  burstSeconds: number;
  senders: number;
}

/** Numbers of one run; latencies in milliseconds from the due time. */
export interface EndpointResult {
  steadyPerSecond: number;
  steadyP50Ms: number;
  steadyP99Ms: number;
  steadyMaxMs: number;
  senderLateP99Ms: number;
  steadyCpuMs: number;
  steadyWaiting: number;
  burstPerSecond: number;
  burstP50Ms: number;
  burstP99Ms: number;
  burstMaxMs: number;
  burstWaiting: number;
  relayedPerSecond: number;
  acknowledged: number;
  refused: number;
  lost: number;
  failed: number;
  residentMb: number;
}

const owner = "acme";
const pullCount = 20;
/** Brings the webhook to about 25 KB, as a pull request's with a long description is on github.com. */
const description = "What this changes, why, and how it was tried out.\n".repeat(120);
/** Before anything is counted: connections open, code compiled. */
const warmUpSeconds = 3;
/** How long the relay may work off what the burst left. */
const drainMs = 20_000;
const entryPoints = {
  bot: ["apps/bot/src/main.ts"],
  start: ["apps/cli/src/main.ts", "start"],
  bare: ["bench/support/bare-server.ts"],
};

/** Starts an app on a fresh store, sends it deliveries, stops it and counts what it stored. */
export async function measureEndpoint(options: EndpointOptions): Promise<EndpointResult> {
  const github = await RemoteGitHub.start();
  const engine = options.engine === "bare" ? null : await createEngine(options.engine);
  try {
    const next = await deliveriesOf(github);
    const environment = { ...github.environment, ...engine?.environment, EXPERT_URL: "none" };
    const entryPoint = entryPoints[engine === null ? "bare" : options.app];
    const app = await AppProcess.start(entryPoint, environment);
    const measured = await sendAll(app, next, options).finally(() => app.stop());
    return { ...measured.result, ...(await countStored(engine, measured.shots)) };
  } finally {
    await engine?.close();
    await github.close();
  }
}

/** Deliveries about real open pull requests, in turn, each signed and with a GUID of its own. */
async function deliveriesOf(github: RemoteGitHub): Promise<Target["next"]> {
  const branches = Array.from({ length: pullCount }, (_, index) => `branch-${index}`);
  const pulls = await github.openPulls({ owner, folder: null, branches, body: description });
  let sent = 0;
  return () => {
    const pull = pulls[sent++ % pulls.length];
    return signDelivery("pull_request", pull?.payload ?? "", github.webhookSecret);
  };
}

async function sendAll(app: AppProcess, next: Target["next"], options: EndpointOptions) {
  const { ratePerSecond, seconds, burstSeconds, senders } = options;
  const target: Target = { url: `${app.url}/api/github/webhooks`, next };
  const warmUp = await sendOnSchedule(target, ratePerSecond, warmUpSeconds);
  await drain(app);

  const cpuBefore = app.cpuMs();
  const steady = await sendOnSchedule(target, ratePerSecond, seconds);
  const steadyWaiting = await waiting(app);
  await drain(app);
  const steadyCpuMs = (app.cpuMs() - cpuBefore) / steady.shots.length;

  const burst = await sendFlatOut(target, senders, burstSeconds);
  const burstWaiting = await waiting(app);
  const relayedPerSecond = await drain(app);

  const latencies = steady.shots.map((shot) => shot.latencyMs);
  const burstLatencies = burst.shots.map((shot) => shot.latencyMs);
  return {
    shots: [warmUp, steady, burst].flatMap((load) => load.shots),
    result: {
      steadyPerSecond: perSecond(steady),
      steadyP50Ms: percentile(latencies, 0.5),
      steadyP99Ms: percentile(latencies, 0.99),
      steadyMaxMs: percentile(latencies, 1),
      senderLateP99Ms: percentile(
        steady.shots.map((shot) => shot.lateMs),
        0.99,
      ),
      steadyCpuMs,
      steadyWaiting,
      burstPerSecond: perSecond(burst),
      burstP50Ms: percentile(burstLatencies, 0.5),
      burstP99Ms: percentile(burstLatencies, 0.99),
      burstMaxMs: percentile(burstLatencies, 1),
      burstWaiting,
      relayedPerSecond,
      residentMb: app.residentMb(),
    },
  };
}

function perSecond({ shots, durationMs }: Load): number {
  return (shots.filter(isAcknowledged).length * 1_000) / durationMs;
}

function isAcknowledged({ status }: Shot): boolean {
  return status === 202;
}

function waiting(app: AppProcess): Promise<number> {
  return app.metric('devflow_deliveries{state="waiting"}');
}

/** Waits until the inbox is empty, or long enough; gives the deliveries relayed per second. */
async function drain(app: AppProcess): Promise<number> {
  const startAt = performance.now();
  const before = await waiting(app);
  let left = before;
  while (left > 0 && performance.now() - startAt < drainMs) {
    await wait(250);
    left = await waiting(app);
  }
  return ((before - left) * 1_000) / (performance.now() - startAt);
}

async function countStored(engine: Engine | null, shots: readonly Shot[]) {
  const guids = shots.filter(isAcknowledged).map(({ guid }) => guid);
  const counts = { acknowledged: guids.length, refused: shots.length - guids.length };
  if (engine === null) return { ...counts, lost: 0, failed: 0 };
  const database = await engine.openDatabase();
  try {
    const [row] = await database.query(
      `SELECT count(*)::int AS stored, count(*) FILTER (WHERE state = 'failed')::int AS failed
       FROM deliveries WHERE guid = ANY ($1::text[])`,
      [guids],
    );
    return { ...counts, lost: guids.length - Number(row?.stored), failed: Number(row?.failed) };
  } finally {
    await database.close();
  }
}
