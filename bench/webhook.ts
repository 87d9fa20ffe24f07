import { parseArgs } from "node:util";
import { coerceError, UsageError } from "@devflow/errors";
import { type EngineName, engineNames } from "./support/engine.ts";
import { type EndpointResult, measureEndpoint } from "./support/measure-endpoint.ts";
import { median, ratio, rounded } from "./support/statistics.ts";
import { heading, table } from "./support/table.ts";

const HELP = `How quickly the webhook endpoint answers, and whether it loses anything.

  node bench/webhook.ts [--rate 50] [--seconds 60] [--burst-seconds 10] [--senders 32]
                        [--engine pglite|postgres] [--app bot|start] [--rounds 1] [--json]

  --rate           deliveries per second, on a fixed schedule (open loop)
  --seconds        how long
  --burst-seconds  how long the burst takes: every sender sends again as soon as it was answered
  --senders        how many of them
  --engine         only this one; both by default, which needs .ci/services.sh start
  --app            bot: apps/bot by itself; start: all apps in one process, as on a laptop
  --rounds         how often; the table shows medians

The app is a process of its own, with the relay working beside the endpoint, against a fake GitHub
in another process. "bare" is a Node server that checks the signature and stores nothing, measured
in turn with the others: what is slow there too is the machine. Latency counts from the moment a
delivery was due. Everything stays on 127.0.0.1.
`;

const { values } = parseArgs({
  options: {
    rate: { type: "string", default: "50" },
    seconds: { type: "string", default: "60" },
    "burst-seconds": { type: "string", default: "10" },
    senders: { type: "string", default: "32" },
    engine: { type: "string" },
    app: { type: "string", default: "bot" },
    rounds: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});

const measures: [keyof EndpointResult, string][] = [
  ["steadyPerSecond", "steady: acknowledged per second"],
  ["steadyP50Ms", "steady: p50 ms"],
  ["steadyP99Ms", "steady: p99 ms"],
  ["steadyMaxMs", "steady: max ms"],
  ["senderLateP99Ms", "steady: sender late, p99 ms"],
  ["steadyCpuMs", "steady: CPU ms per delivery, relay included"],
  ["steadyWaiting", "steady: not yet relayed at the end"],
  ["burstPerSecond", "burst: acknowledged per second"],
  ["burstP50Ms", "burst: p50 ms"],
  ["burstP99Ms", "burst: p99 ms"],
  ["burstMaxMs", "burst: max ms"],
  ["burstWaiting", "burst: not yet relayed at the end"],
  ["relayedPerSecond", "after the burst: relayed per second"],
  ["acknowledged", "acknowledged with 202, in all"],
  ["refused", "answered otherwise or not at all"],
  ["lost", "lost: acknowledged and not in the inbox"],
  ["failed", "failed in the inbox"],
  ["residentMb", "memory at the end, MB"],
];

type Column = EngineName | "bare";
const titles = { bare: "bare", pglite: "PGlite", postgres: "Postgres + Redis" };

async function measure(engines: readonly Column[]): Promise<Map<Column, EndpointResult[]>> {
  const results = new Map<Column, EndpointResult[]>(engines.map((engine) => [engine, []]));
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const engine of engines) {
      const result = await measureEndpoint({
        engine,
        app: values.app === "start" ? "start" : "bot",
        ratePerSecond: Number(values.rate),
        seconds: Number(values.seconds),
        burstSeconds: Number(values["burst-seconds"]),
        senders: Number(values.senders),
      });
      results.get(engine)?.push(result);
    }
  }
  return results;
}

function print(results: Map<Column, EndpointResult[]>): void {
  const columns = [...results.keys()];
  const rows = measures.map(([key, label]) => {
    const numbers = columns.map((column) =>
      median((results.get(column) ?? []).map((result) => result[key])),
    );
    const [, a = Number.NaN, b] = numbers;
    return [label, ...numbers.map(rounded), ...(b === undefined ? [] : [ratio(a, b)])];
  });
  const compared = columns.length > 2 ? ["ratio"] : [];
  console.log(`${heading()}\n`);
  console.log(table(["", ...columns.map((column) => titles[column]), ...compared], rows));
}

async function run(): Promise<void> {
  const chosen = engineNames.filter((name) => [undefined, name as string].includes(values.engine));
  if (chosen.length === 0) {
    throw new UsageError(`There is no engine ${values.engine}`, "Use pglite or postgres.");
  }
  const results = await measure(["bare", ...chosen]);
  if (values.json) console.log(JSON.stringify(Object.fromEntries(results)));
  else print(results);
  const isLossless = [...results.values()].flat().every(({ lost }) => lost === 0);
  process.exitCode = isLossless ? 0 : 1;
}

if (values.help) console.log(HELP);
else {
  await run().catch((thrown: unknown) => {
    const error = coerceError(thrown);
    console.error(error instanceof UsageError ? `${error.message}\n${error.nextStep}` : error);
    process.exitCode = 1;
  });
}
