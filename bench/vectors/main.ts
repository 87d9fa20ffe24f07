/** How long the nearest chunks take to find, by number of chunks, on both engines. */
import { parseArgs } from "node:util";
import { createEngine, type EngineName, engineNames } from "../support/engine.ts";
import { rounded } from "../support/statistics.ts";
import { heading, table } from "../support/table.ts";
import { type MeasuredSpace, measureSpace } from "./measure-space.ts";

const HELP = `Times search by vectors of 256 dimensions: exact in memory, and by HNSW on a server.

  node bench/vectors/main.ts [--chunks 10000,20000,50000,200000] [--questions 200]
                             [--engine pglite|postgres] [--json]
`;

const { values } = parseArgs({
  options: {
    chunks: { type: "string", default: "10000,20000,50000,200000" },
    questions: { type: "string", default: "200" },
    engine: { type: "string" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});

if (values.help) process.stdout.write(HELP);
else await main();

async function main(): Promise<void> {
  const measured: MeasuredSpace[] = [];
  for (const name of engineNames.filter((each) => isAsked(each))) {
    const engine = await createEngine(name);
    const database = await engine.openDatabase();
    try {
      for (const chunks of values.chunks.split(",").map(Number)) {
        measured.push(await measureSpace(database, name, chunks, Number(values.questions)));
      }
    } finally {
      await database.close();
      await engine.close();
    }
  }
  const text = values.json
    ? JSON.stringify(measured, null, 2)
    : `${heading()}\n\n${report(measured)}`;
  process.stdout.write(`${text}\n`);
}

function isAsked(name: EngineName): boolean {
  return values.engine === undefined || values.engine === name;
}

function report(measured: readonly MeasuredSpace[]): string {
  const head = [
    "engine, chunks",
    "store s",
    "first question ms",
    "in memory p50 ms",
    "p95 ms",
    "HNSW build s",
    "p50 ms",
    "p95 ms",
    "recall@10",
  ];
  const rows = measured.map(({ engine, chunks, storeMs, loadMs, index, ...times }) => [
    `${engine}, ${chunks}`,
    rounded(storeMs / 1_000),
    rounded(loadMs),
    rounded(times.memoryP50Ms),
    rounded(times.memoryP95Ms),
    ...(index === null
      ? ["-", "-", "-", "-"]
      : [
          rounded(index.buildMs / 1_000),
          rounded(index.p50Ms),
          rounded(index.p95Ms),
          index.recall.toFixed(3),
        ]),
  ]);
  return table(head, rows);
}
