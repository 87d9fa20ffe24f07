/**
 * How fast the code index is: full index, re-index after a push of one file, search, context for a
 * change of 20 hunks, with a plain scan (and ripgrep where it is installed) for comparison. Source:
 * published packages of four languages.
 *
 *   node bench/index.bench.ts [--lines 1000000,300000] [--engine pglite,postgres]
 *
 * Postgres is measured when DEVFLOW_TEST_DATABASE_URL is set. Beyond 1.16 million lines the packages
 * come again: 200,000 chunks are about 6 million lines.
 */
import { appendFileSync, cpSync, globSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Database } from "@devflow/database";
import { openRepository } from "@devflow/git";
import {
  type CodeIndex,
  type ContextRequest,
  ensureLocalRepository,
  openCodeIndex,
} from "@devflow/retrieval";
import { percentile } from "@devflow/statistics";
import { createEngine, type EngineName, engineNames } from "./support/engine.ts";
import { commitAll, type LargeTree, largeTree } from "./support/large-tree.ts";
import { scanTree } from "./support/scan-tree.ts";
import { rounded } from "./support/statistics.ts";
import { heading, table } from "./support/table.ts";
import { watchProcess } from "./support/watch-process.ts";

const queries = [
  "BehaviorSubject",
  "QuerySet",
  "sessionmaker",
  "Cholesky",
  "ImmutableList",
  "retry an effect with an exponential schedule",
  "validate the csrf token of a request",
  "solve a system of linear equations",
  "evict entries from a cache by size",
  "compile a select statement to sql text",
];
const rounds = 5;
const changedFiles = 20;
const contextTokens = 2_000;

const { values } = parseArgs({
  options: {
    lines: { type: "string", default: "1000000,300000" },
    engine: { type: "string", default: defaultEngines().join(",") },
  },
});

function defaultEngines(): EngineName[] {
  return engineNames.filter(
    (name) => name === "pglite" || process.env.DEVFLOW_TEST_DATABASE_URL !== undefined,
  );
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

type Figures = Record<string, number>;

async function measure(engineName: EngineName, tree: LargeTree): Promise<Figures> {
  const engine = await createEngine(engineName);
  const folder = mkdtempSync(join(tmpdir(), "devflow-bench-checkout-"));
  try {
    cpSync(tree.folder, folder, { recursive: true });
    const database = await engine.openDatabase();
    try {
      return await measureIndex(database, tree, folder);
    } finally {
      await database.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await engine.close();
  }
}

async function measureIndex(database: Database, tree: LargeTree, folder: string) {
  await using repository = await openRepository(folder);
  const index = openCodeIndex(database, await ensureLocalRepository(database, folder));
  const first = await repository.tree("HEAD");
  const { value: full, watched } = await watchProcess(database, () => index.update(first));
  const files = globSync("**/*.{ts,py,go,java}", { cwd: folder }).sort();
  const push = async (paths: readonly (string | undefined)[]) => {
    for (const path of paths) appendFileSync(join(folder, path ?? ""), "\nchanged = 1\n");
    commitAll(folder);
    const changed = await repository.tree("HEAD");
    return timed(() => index.update(changed));
  };
  const pushes = [];
  for (const share of [0.3, 0.5, 0.7]) {
    pushes.push(await push([files[Math.floor(files.length * share)]]));
  }
  const step = Math.floor(files.length / changedFiles);
  await push(files.filter((_, place) => place % step === 0).slice(0, changedFiles));
  const searches = await measureSearches(index);
  const { changes, contextMs } = await measureContext(index, repository);
  const seconds = full.durationMs / 1_000;
  return {
    files: full.files,
    chunks: full.chunks,
    "full index, s": seconds,
    "source, MB/s": tree.bytes / 1e6 / seconds,
    "lines/s": tree.lines / seconds,
    "memory before, MB": watched.firstRssMb,
    "peak memory, MB": watched.peakRssMb,
    "event loop delay p99, ms": watched.loopP99Ms,
    "event loop delay max, ms": watched.loopMaxMs,
    "statement beside it p99, ms": watched.statementP99Ms,
    "statement beside it max, ms": watched.statementMaxMs,
    "push of one file, ms": percentile(pushes, 0.5),
    ...searches,
    [`context of ${changes} files, ms`]: contextMs,
  };
}

async function measureSearches(index: CodeIndex): Promise<Figures> {
  const first = await timed(() => index.search(queries[0] ?? "", { limit: 10 }));
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const query of queries) times.push(await timed(() => index.search(query, { limit: 10 })));
  }
  return {
    "first search, ms": first,
    "search p50, ms": percentile(times, 0.5),
    "search p95, ms": percentile(times, 0.95),
  };
}

async function measureContext(
  index: CodeIndex,
  repository: Awaited<ReturnType<typeof openRepository>>,
) {
  const { files } = await repository.readChange("HEAD~1", "HEAD");
  const requests: ContextRequest[] = [];
  for (const file of files) {
    const head = await repository.readFile("HEAD", file.path, 1_000_000);
    const hunkIndexes = [...file.hunks.keys()];
    const headText = head?.toString("utf8") ?? null;
    requests.push({ file, hunkIndexes, headText, changedFiles: files, maxTokens: contextTokens });
  }
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    times.push(await timed(() => index.contextForChange(requests)));
  }
  return { changes: files.length, contextMs: percentile(times, 0.5) };
}

const engines = values.engine.split(",").map((name) => {
  const found = engineNames.find((known) => known === name);
  if (found === undefined) throw new Error(`no engine ${name}`);
  return found;
});
console.log(heading());
for (const lines of values.lines.split(",").map(Number)) {
  const tree = await largeTree(lines);
  const measured: Figures[] = [];
  for (const engine of engines) measured.push(await measure(engine, tree));
  const title = `${tree.lines} lines, ${rounded(tree.bytes / 1e6)} MB`;
  const rows = Object.keys(measured[0] ?? {}).map((name) => [
    name,
    ...measured.map((figures) => rounded(figures[name] ?? Number.NaN)),
  ]);
  const { ripgrepMs, plainScanMs } = await scanTree(tree.folder);
  console.log(`\n${table([title, ...engines], rows)}\n`);
  const ripgrep = ripgrepMs === null ? "not installed" : `${rounded(ripgrepMs)} ms`;
  console.log(`One word in all files: plain scan ${rounded(plainScanMs)} ms, ripgrep ${ripgrep}.`);
}
