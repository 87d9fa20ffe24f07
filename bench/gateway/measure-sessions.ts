import { setTimeout as wait } from "node:timers/promises";
import { SeededRandom } from "@devflow/statistics";
import { type MemorySplit, readSplits } from "../support/thread-memory.ts";
import type { Setting } from "./measure-overhead.ts";
import type { ModelCounts } from "./model-process.ts";
import { type SessionTally, typeSession } from "./type-session.ts";

export interface Sessions {
  seconds: number;
  tallies: SessionTally[];
  /** What reached the model server in this part. */
  model: ModelCounts;
  memory: MemorySplit[];
  cpuShare: number;
}

/** Developers who type side by side for so long. */
export async function measureSessions(
  { client, gateway, model, traces, memoryFile }: Setting,
  { sessions, seconds }: { sessions: number; seconds: number },
): Promise<Sessions> {
  const before = await model.counts();
  const sinceMs = Date.now();
  const cpuMs = gateway.cpuMs();
  const end = AbortSignal.timeout(seconds * 1_000);
  const typing = Array.from({ length: sessions }, (_, index) =>
    typeSession(client, traces, new SeededRandom(index + 1).next, end),
  );
  const tallies = await Promise.all(typing);
  const cpuShare = (gateway.cpuMs() - cpuMs) / (seconds * 1_000);
  const after = await settled(() => model.counts());
  return {
    ...{ seconds, tallies, cpuShare },
    memory: readSplits(memoryFile, sinceMs),
    model: {
      requests: after.requests - before.requests,
      answered: after.answered - before.answered,
      aborted: after.aborted - before.aborted,
      running: after.running,
    },
  };
}

/** Requests that were cancelled last are ended a moment later. */
async function settled(counts: () => Promise<ModelCounts>): Promise<ModelCounts> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const now = await counts();
    if (now.running === 0) return now;
    await wait(100);
  }
  return counts();
}
