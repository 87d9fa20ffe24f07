/**
 * Does the context of a completion hold what the hidden code uses, and is it there in time? Holes are
 * cut into functions of real repositories; what stood there is the truth: the definitions in other
 * files of the names on its lines, as the TypeScript compiler resolves them, for other languages as
 * universal-ctags finds them where there is one place only. Nothing of the file itself is given, so
 * that the index knows the hidden lines does not help.
 *
 *   node bench/completion/main.ts --repository DIR… [--holes N] [--engine pglite|postgres] [--json]
 */
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { type Database, migrate, migrationsFolder, openPglite } from "@devflow/database";
import { createTestPostgres } from "@devflow/database/testing";
import { UsageError } from "@devflow/errors";
import { percentile } from "@devflow/statistics";
import { rounded } from "../support/statistics.ts";
import { heading, table } from "../support/table.ts";
import { type HoleResult, type MeasuredHoles, measureHoles } from "./measure-holes.ts";

const { values } = parseArgs({
  options: {
    repository: { type: "string", multiple: true, default: [import.meta.dirname] },
    holes: { type: "string", default: "150" },
    engine: { type: "string", default: "pglite" },
    misses: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});

const opened = await openEngine(values.engine);
await migrate(opened.database, migrationsFolder);
try {
  const measured: MeasuredHoles[] = [];
  for (const folder of values.repository) {
    measured.push(await measureHoles(opened.database, folder, Number(values.holes)));
  }
  const all = { ...measured[0], name: "all", results: measured.flatMap(({ results }) => results) };
  const summaries = [...measured, ...(measured.length > 1 ? [all] : [])].map(summarise);
  if (values.json) console.log(JSON.stringify(summaries, null, 2));
  else print(summaries);
  if (values.misses) {
    for (const { misses, path } of measured.flatMap(({ results }) => results)) {
      for (const miss of misses) console.log(`${path}: ${miss}`);
    }
  }
} finally {
  await opened.close();
}

function summarise({ name, results }: { name: string; results: readonly HoleResult[] }) {
  const times = results.map(({ milliseconds }) => milliseconds);
  const cpuTimes = results.map(({ cpuMs }) => cpuMs);
  const sum = (of: (result: HoleResult) => number) =>
    results.reduce((total, result) => total + of(result), 0);
  const used = sum(({ definitions }) => definitions);
  const unseen = sum((result) => result.unseenDefinitions);
  return {
    name,
    holes: results.length,
    definitions: used,
    recall: sum(({ found }) => found) / used,
    searchRecall: sum(({ foundBySearch }) => foundBySearch) / used,
    unseenDefinitions: unseen,
    unseenRecall: sum((result) => result.unseenFound) / unseen,
    tokens: sum(({ tokens }) => tokens) / results.length,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    most: Math.max(...times),
    cpuP50: percentile(cpuTimes, 0.5),
    cpuP99: percentile(cpuTimes, 0.99),
    within30: results.filter(({ milliseconds }) => milliseconds <= 30).length / results.length,
    longestBlock: Math.max(...results.map(({ blockedMs }) => blockedMs)),
  };
}

function print(summaries: readonly ReturnType<typeof summarise>[]): void {
  console.log(`${heading()}  load ${loadavg()[0]?.toFixed(1)}\n`);
  const head = [
    ...["repository", "holes", "definitions", "recall", "by search", "not yet named", "recall"],
    ...[
      "tokens",
      "p50 ms",
      "p99 ms",
      "max ms",
      "within 30 ms",
      "CPU p50 ms",
      "CPU p99 ms",
      "loop held, max ms",
    ],
  ];
  const share = (value: number) => value.toFixed(2);
  const rows = summaries.map((each) => [
    ...[each.name, String(each.holes), String(each.definitions), share(each.recall)],
    ...[share(each.searchRecall), String(each.unseenDefinitions), share(each.unseenRecall)],
    ...[each.tokens.toFixed(0), rounded(each.p50), rounded(each.p99), rounded(each.most)],
    ...[
      `${(100 * each.within30).toFixed(1)} %`,
      rounded(each.cpuP50),
      rounded(each.cpuP99),
      rounded(each.longestBlock),
    ],
  ]);
  console.log(table(head, rows));
}

async function openEngine(name: string): Promise<{ database: Database; close(): Promise<void> }> {
  if (name === "pglite") {
    const database = await openPglite("memory");
    return { database, close: () => database.close() };
  }
  const url = process.env.DEVFLOW_TEST_DATABASE_URL;
  if (name !== "postgres" || url === undefined) {
    throw new UsageError(
      `the engine ${name} is not there`,
      'Run eval "$(.ci/services.sh start)" first, or measure --engine pglite.',
    );
  }
  const postgres = await createTestPostgres(url);
  return postgres;
}
