import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { migrate, migrationsFolder, openDatabase } from "@devflow/database";
import { createAppClient } from "@devflow/github";
import { listBackfills, rememberFromGitHub, runBackfill } from "@devflow/indexer/backfill";
import { createLogger } from "@devflow/logging";
import { z } from "zod";
import { heading, table } from "../support/table.ts";

const HELP = `What it takes to read a repository's past pull requests.

  node bench/backfill/main.ts [--pulls 2000] [--comments 3] [--json]

The fake GitHub runs in a process of its own, on 127.0.0.1; the database is the embedded one.
Memory is that of the process that reads, the database included.
`;

const { values } = parseArgs({
  options: {
    pulls: { type: "string", default: "2000" },
    comments: { type: "string", default: "3" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});
if (values.help) {
  process.stdout.write(HELP);
  process.exit();
}

const startedSchema = z.object({
  apiUrl: z.string(),
  appId: z.number(),
  privateKey: z.string(),
  pulls: z.number(),
  comments: z.number(),
});

const megabytes = (bytes: number) => Math.round(bytes / 1_000_000);
const logger = createLogger({ level: "error" });
const dataFolder = mkdtempSync(join(tmpdir(), "devflow-bench-backfill-"));
const child = fork(join(import.meta.dirname, "github-child.ts"), [values.pulls, values.comments]);
const [message] = await once(child, "message");
const github = startedSchema.parse(message);
const database = await openDatabase({ databaseUrl: null, dataFolder }, logger);
try {
  await migrate(database, migrationsFolder);
  const app = createAppClient({ ...github, logger });
  const id = await rememberFromGitHub(database, app, "acme/measured");
  if (id === undefined) throw new Error("the fake GitHub lacks its repository");
  const [installation] = await Array.fromAsync(app.listInstallations());
  const client = app.forInstallation(installation?.id ?? 0);
  const repository = { id, owner: "acme", name: "measured" };
  const rss: number[] = [process.memoryUsage.rss()];
  let longestPageMs = 0;
  const startedMs = performance.now();
  let pageMs = startedMs;
  const outcome = await runBackfill(database, client, repository, {
    onProgress() {
      rss.push(process.memoryUsage.rss());
      longestPageMs = Math.max(longestPageMs, performance.now() - pageMs);
      pageMs = performance.now();
    },
  });
  const ms = performance.now() - startedMs;
  const [status] = await listBackfills(database, [id]);
  const half = rss.slice(Math.floor(rss.length / 2));
  const numbers = {
    pull_requests: outcome.pulls,
    comments: outcome.comments,
    led_to_change: status?.ledToChange,
    remembered: status?.remembered,
    seconds: Number((ms / 1_000).toFixed(1)),
    pull_requests_per_second: Math.round(outcome.pulls / (ms / 1_000)),
    longest_page_ms: Math.round(longestPageMs),
    requests: outcome.requests,
    points: outcome.points,
    "points of an hour's 5,000, %": Number((outcome.points / 50).toFixed(1)),
    memory_before_mb: megabytes(rss[0] ?? 0),
    memory_half_way_mb: megabytes(half[0] ?? 0),
    memory_most_mb: megabytes(Math.max(...rss)),
  };
  const rows = Object.entries(numbers).map(([name, value]) => [
    name.replaceAll("_", " "),
    String(value),
  ]);
  process.stdout.write(
    values.json
      ? `${JSON.stringify(numbers, null, 2)}\n`
      : `${heading()}\n\n${table(["", "history"], rows)}\n`,
  );
} finally {
  await database.close();
  rmSync(dataFolder, { recursive: true, force: true });
  child.disconnect();
}
