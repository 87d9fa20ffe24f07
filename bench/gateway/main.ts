/**
 * What the gateway costs, and what it saves. A gateway and a model server that writes as fast as a 7B
 * model run in processes of their own; the index holds the repository whose edits are replayed.
 *
 * 1. Overhead: so many questions a second that no cache knows, each beside the same question asked of
 *    the model server directly. 2. The same questions again, from the cache. 3. Developers who type:
 *    lines that commits added, key by key, with pauses, a debounce, cancellation by the next key, and
 *    suggestions that are taken when they are right.
 *
 *   node bench/gateway/main.ts --repository DIR [--rate 50] [--seconds 20] [--sessions 500]
 *                              [--session-seconds 90] [--engine pglite|postgres] [--json]
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { AppProcess } from "../support/app-process.ts";
import { createEngine, type EngineName } from "../support/engine.ts";
import { heading, table } from "../support/table.ts";
import { reportingTo } from "../support/thread-memory.ts";
import { readEditTraces } from "./edit-traces.ts";
import { GatewayClient } from "./gateway-client.ts";
import { measureOverhead } from "./measure-overhead.ts";
import { measureSessions } from "./measure-sessions.ts";
import { ModelProcess } from "./model-process.ts";
import { prepareStore } from "./prepare-store.ts";
import { memoryRows, memoryTitles, overheadRows, sessionRows } from "./to-rows.ts";

const { values } = parseArgs({
  options: {
    repository: { type: "string", default: join(import.meta.dirname, "../..") },
    rate: { type: "string", default: "50" },
    seconds: { type: "string", default: "20" },
    sessions: { type: "string", default: "500" },
    "session-seconds": { type: "string", default: "90" },
    engine: { type: "string", default: "pglite" },
    json: { type: "boolean", default: false },
  },
});

const TRACES = 400;
const folder = await mkdtemp(join(tmpdir(), "devflow-bench-gateway-"));
const memoryFile = join(folder, "memory");
const engine = await createEngine(engineName(values.engine));
const cleanups: (() => Promise<unknown>)[] = [
  () => engine.close(),
  () => rm(folder, { recursive: true, force: true }),
];
try {
  const traces = readEditTraces(values.repository, TRACES);
  const tracesFile = join(folder, "traces.json");
  await writeFile(tracesFile, JSON.stringify(traces));
  const store = await prepareStore(engine, values.repository);
  const model = await ModelProcess.start(tracesFile);
  cleanups.unshift(() => model.stop());
  const gateway = await startGateway(model.url);
  cleanups.unshift(() => gateway.stop());
  const client = new GatewayClient({ url: gateway.url, ...store });
  cleanups.unshift(() => client.close());
  const setting = { client, gateway, model, traces, memoryFile };
  const load = loadavg()[0] ?? 0;
  const overhead = await measureOverhead(setting, {
    ratePerSecond: Number(values.rate),
    seconds: Number(values.seconds),
  });
  const sessions = await measureSessions(setting, {
    sessions: Number(values.sessions),
    seconds: Number(values["session-seconds"]),
  });
  if (values.json) console.log(JSON.stringify({ load, traces: traces.length, overhead, sessions }));
  else {
    console.log(`${heading()}  ${engine.name}, load ${load.toFixed(1)}, ${traces.length} traces\n`);
    console.log(`${table(["", "ms"], overheadRows(overhead))}\n`);
    console.log(`${table(["typing", ""], sessionRows(sessions))}\n`);
    console.log(table(memoryTitles, memoryRows(sessions.memory)));
  }
} finally {
  for (const cleanUp of cleanups) await cleanUp();
}

async function startGateway(modelUrl: string): Promise<AppProcess> {
  const expertsFile = join(folder, "experts.yaml");
  await writeFile(
    expertsFile,
    `experts:\n  default:\n    url: ${modelUrl}\n    model: Qwen/Qwen2.5-Coder-7B\n    window_tokens: 8192\n    completion:\n      concurrency: 256\n`,
  );
  return AppProcess.start(
    [...reportingTo(memoryFile), "apps/gateway/src/main.ts"],
    {
      ...engine.environment,
      EXPERTS_FILE: expertsFile,
      LOG_LEVEL: "warn",
      COMPLETIONS_PER_MINUTE: "1000000",
      GATEWAY_CONCURRENCY: "1000",
    },
    "GATEWAY_PORT",
  );
}

function engineName(name: string): EngineName {
  return name === "postgres" ? "postgres" : "pglite";
}
