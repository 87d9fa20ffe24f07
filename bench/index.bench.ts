/**
 * How fast the code index is on the embedded engine: full index, re-index after a one-file edit,
 * search, context for a hunk. Source: the TypeScript that the installed `openai` package ships.
 *
 *   node bench/index.bench.ts [--json]
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createTestDatabase } from "@devflow/database/testing";
import { type LocalRepository, openRepository } from "@devflow/git";
import { type CodeIndex, ensureLocalRepository, openCodeIndex } from "@devflow/retrieval";

const ROUNDS = 40;
const QUERIES = [
  "APIPromise",
  "ChatCompletionStream",
  "retry a request after a rate limit",
  "parse server sent events from a stream",
  "upload a file as multipart form data",
];

const folder = mkdtempSync(join(tmpdir(), "devflow-bench-"));
const git = (...args: string[]) =>
  execFileSync("git", [
    "-C",
    folder,
    "-c",
    "user.name=B",
    "-c",
    "user.email=b@example.com",
    ...args,
  ]);

function median(times: number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function medianOfContexts(index: CodeIndex, repository: LocalRepository): Promise<number> {
  const { files } = await repository.readChange("HEAD~1", "HEAD");
  const times: number[] = [];
  for (const file of files) {
    const head = await repository.readFile("HEAD", file.path, 1_000_000);
    const headText = head?.toString("utf8") ?? null;
    for (let round = 0; round < ROUNDS; round++) {
      const hunkIndex = round % file.hunks.length;
      const request = { file, hunkIndexes: [hunkIndex], headText, maxTokens: 2_000 };
      times.push(await timed(() => index.contextForHunks(request)));
    }
  }
  return median(times);
}

function prepare(): string {
  const source = dirname(createRequire(import.meta.url).resolve("openai"));
  cpSync(join(source, "src"), join(folder, "src"), { recursive: true });
  git("init", "-q");
  git("add", "-A");
  git("commit", "-qm", "source");
  return join(folder, "src", "client.ts");
}

const edited = prepare();
const database = await createTestDatabase();
const repository = await openRepository(folder);
try {
  const index = openCodeIndex(database, await ensureLocalRepository(database, folder));
  const bytes = Number(
    git("ls-tree", "-rl", "HEAD")
      .toString()
      .split("\n")
      .reduce((sum, line) => sum + Number(line.split(/\s+/)[3] ?? 0), 0),
  );
  const full = await index.update(await repository.tree("HEAD"));
  writeFileSync(edited, readFileSync(edited, "utf8").replaceAll("await this.", "await (0, this)."));
  git("commit", "-qam", "edit");
  const tree = await repository.tree("HEAD");
  const oneFile = await timed(() => index.update(tree));
  const unchanged = await timed(() => index.update(tree));
  const first = await timed(() => index.search("APIPromise", { limit: 10 }));
  const searches: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (const query of QUERIES) {
      searches.push(await timed(() => index.search(query, { limit: 10 })));
    }
  }
  const context = await medianOfContexts(index, repository);
  const results = {
    source_mb: bytes / 1e6,
    files: full.files,
    chunks: full.chunks,
    full_index_ms: full.durationMs,
    full_index_mb_per_s: bytes / 1e3 / full.durationMs,
    one_file_edit_ms: Math.round(oneFile),
    unchanged_ms: Math.round(unchanged),
    first_search_ms: Math.round(first),
    search_p50_ms: median(searches),
    context_for_hunk_p50_ms: context,
    rss_mb: Math.round(process.memoryUsage().rss / 1e6),
  };
  console.log(process.argv.includes("--json") ? JSON.stringify(results) : results);
} finally {
  await repository.close();
  await database.close();
  rmSync(folder, { recursive: true, force: true });
}
