import { setTimeout as wait } from "node:timers/promises";
import { renderFim } from "@devflow/expert";
import { Agent, request } from "undici";
import type { AppProcess } from "../support/app-process.ts";
import type { EditTrace } from "./edit-traces.ts";
import type { GatewayClient, Reply } from "./gateway-client.ts";
import type { ModelProcess } from "./model-process.ts";

export interface Setting {
  client: GatewayClient;
  gateway: AppProcess;
  model: ModelProcess;
  traces: readonly EditTrace[];
  /** Where the gateway writes what it holds. */
  memoryFile: string;
}

export interface Overhead {
  /** Milliseconds of the model server alone, to the last byte of its answer. */
  direct: number[];
  /** Of the same questions through the gateway. */
  through: number[];
  /** What of that was not the expert's, question by question. */
  own: number[];
  /** The same, of the first seconds of the process: code is compiled and the index read then. */
  ownAtFirst: number[];
  retrieval: number[];
  cached: number[];
  failed: number;
  cpuMsPerRequest: number;
  cpuMsPerCached: number;
}

/** After 8 to 10 s at 50 questions a second the median falls no further. */
const AT_FIRST_SECONDS = 10;

/** An open loop: a question is due when it is due, whatever became of those before it. */
export async function measureOverhead(
  { client, gateway, model, traces }: Setting,
  { ratePerSecond, seconds }: { ratePerSecond: number; seconds: number },
): Promise<Overhead> {
  const agent = new Agent({ connections: 500 });
  const total = ratePerSecond * seconds;
  const traceOf = (number: number) => traces[number % traces.length] as EditTrace;
  // A first line of its own makes each question one that no cache knows.
  const prefixOf = (number: number) => `// ${number}\n${traceOf(number).prefix}`;
  const atFirst: Reply[] = [];
  const through: Reply[] = [];
  const direct: number[] = [];
  const cached: Reply[] = [];
  try {
    await onSchedule(ratePerSecond * AT_FIRST_SECONDS, ratePerSecond, async (number) => {
      atFirst.push(await client.complete(traceOf(number), `${prefixOf(number)}\n`));
    });
    const before = gateway.cpuMs();
    await onSchedule(total, ratePerSecond, async (number) => {
      const [reply, alone] = await Promise.all([
        client.complete(traceOf(number), prefixOf(number)),
        askDirectly(agent, model.url, traceOf(number)),
      ]);
      through.push(reply);
      direct.push(alone);
    });
    const between = gateway.cpuMs();
    await onSchedule(total, ratePerSecond, async (number) => {
      cached.push(await client.complete(traceOf(number), prefixOf(number)));
    });
    const asked = through.filter(({ source }) => source === "expert");
    return {
      direct,
      through: asked.map(({ milliseconds }) => milliseconds),
      own: asked.flatMap(ownMs),
      ownAtFirst: atFirst.flatMap(ownMs),
      retrieval: asked.flatMap(({ retrievalMs }) => retrievalMs ?? []),
      cached: cached
        .filter(({ source }) => source === "memory")
        .map(({ milliseconds }) => milliseconds),
      failed: [...through, ...cached].filter(({ status }) => status !== 200).length,
      cpuMsPerRequest: (between - before) / total,
      cpuMsPerCached: (gateway.cpuMs() - between) / total,
    };
  } finally {
    await agent.destroy();
  }
}

function ownMs({ milliseconds, expertMs, source }: Reply): number[] {
  return source !== "expert" || expertMs === null ? [] : [milliseconds - expertMs];
}

async function onSchedule(
  total: number,
  ratePerSecond: number,
  ask: (number: number) => Promise<void>,
): Promise<void> {
  const startAt = performance.now() + 50;
  const flying: Promise<void>[] = [];
  for (let number = 0; number < total; number++) {
    const aheadMs = startAt + (number * 1_000) / ratePerSecond - performance.now();
    if (aheadMs > 0) await wait(aheadMs);
    flying.push(ask(number));
  }
  await Promise.all(flying);
}

/** The place as a client without a gateway would ask: streamed, to the end. */
async function askDirectly(
  agent: Agent,
  url: string,
  { prefix, suffix }: EditTrace,
): Promise<number> {
  const prompt = renderFim("qwen-coder", {
    prefix: prefix.slice(-4_000),
    suffix: suffix.slice(0, 1_000),
  });
  const start = performance.now();
  const { body } = await request(`${url}/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      ...{ model: "Qwen/Qwen2.5-Coder-7B", prompt, max_tokens: 256, stream: true },
    }),
    dispatcher: agent,
  });
  await body.dump();
  return performance.now() - start;
}
