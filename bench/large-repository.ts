/**
 * A repository of 50,000 files: how long a review from rules takes, the first index, and a review
 * with an expert that answers at once, each as a process of its own.
 *
 *   node bench/large-repository.ts [files]
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reportBugs, startModelServer } from "@devflow/testkit/model-server";
import { Checkout } from "../apps/cli/test/support/checkout.ts";
import { parseReview } from "../apps/cli/test/support/review-document.ts";
import { type ProcessRun, runDevFlow } from "./support/measure-cli.ts";
import { heading, table } from "./support/table.ts";

const fileCount = Number(process.argv[2] ?? 50_000);
const filesPerFolder = 100;
const changedFiles = 20;

using checkout = new Checkout();
const data = mkdtempSync(join(tmpdir(), "devflow-large-"));
try {
  importFiles(checkout, fileCount);
  await using server = await startModelServer({ script: reportBugs });
  const where = ["--repo", checkout.folder];
  const withData = [...where, "--data", data];
  const expert = ["--expert", server.url, "--model", "scripted-reviewer"];
  const json = ["--format", "json"];
  const runs: [string, ProcessRun][] = [];
  const measure = async (name: string, ...args: string[]) => {
    const run = await runDevFlow(...args);
    runs.push([name, run]);
    return run;
  };
  const fromRules = await measure(
    "review from rules",
    "review",
    ...where,
    "--expert",
    "none",
    ...json,
  );
  await measure("first index", "index", ...withData);
  await measure("index again", "index", ...withData);
  const whole = await measure("review with expert", "review", ...withData, ...expert, ...json);
  await measure("search", "search", "total42", ...withData);
  for (const { stdout } of [fromRules, whole]) {
    const { review, findings } = parseReview(stdout);
    if (review.files_reviewed.length !== changedFiles || findings.length === 0)
      throw new Error(
        `${review.files_reviewed.length} files reviewed, ${findings.length} findings`,
      );
  }

  const { total: _, ...stages } = parseReview(whole.stdout).review.timings_ms;
  const seconds = (milliseconds: number) => (milliseconds / 1_000).toFixed(1);
  console.log(`${heading()}\n`);
  console.log(
    table(
      [`${fileCount} files, ${changedFiles} changed`, "seconds", "CPU s"],
      runs.map(([name, { wallMs, cpuMs }]) => [name, seconds(wallMs), seconds(cpuMs)]),
    ),
  );
  console.log(`\nOf the review with an expert, in ms: ${JSON.stringify(stages)}`);
} finally {
  rmSync(data, { recursive: true, force: true });
}

/** Two commits, written by git itself without touching the disk for each file. */
function importFiles({ folder }: Checkout, count: number): void {
  const blob = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const pathOf = (n: number) => `src/part-${Math.floor(n / filesPerFolder)}/module-${n}.ts`;
  const commit = (message: string, numbers: number[], extra: string) =>
    `commit refs/heads/main\ncommitter Ada <ada@example.com> 1700000000 +0000\n${blob(message)}${numbers
      .map((n) => `M 100644 inline ${pathOf(n)}\n${blob(sourceOf(n) + extra)}`)
      .join("")}`;
  const all = Array.from({ length: count }, (_, n) => n);
  const changed = all.filter((n) => n % Math.ceil(count / changedFiles) === 0);
  const input = `${commit("Begin", all, "")}\n${commit(
    "Change",
    changed,
    "// BUG: evaluates a text\nexport const run = (text: string) => eval(text);\n",
  )}\n`;
  const imported = spawnSync("git", ["fast-import", "--quiet"], { cwd: folder, input });
  if (imported.status !== 0) throw new Error(imported.stderr.toString("utf8"));
}

function sourceOf(n: number): string {
  return `import { total${n + 1} } from "./module-${n + 1}.ts";

/** Adds up what part ${n} costs. */
export function total${n}(prices: readonly number[]): number {
  return prices.reduce((sum, price) => sum + price * ${n}, 0);
}

export class Part${n} {
  readonly name = "part ${n}";

  cost(prices: readonly number[]): number {
    return total${n}(prices) + total${n + 1}(prices);
  }
}
`;
}
