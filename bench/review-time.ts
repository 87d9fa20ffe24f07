import { parseArgs } from "node:util";
import { coerceError, UsageError } from "@devflow/errors";
import { percentile } from "@devflow/statistics";
import { createEngine, type Engine, type EngineName, engineNames } from "./support/engine.ts";
import { type ProcessRun, runDevFlow } from "./support/measure-cli.ts";
import { measureReview, type ReviewRun, type Stage, stages } from "./support/measure-review.ts";
import { createCheckout, type MeasuredCheckout } from "./support/measured-checkout.ts";
import { type MeasuredDevFlow, startMeasuredDevFlow } from "./support/measured-devflow.ts";
import { RemoteGitHub } from "./support/remote-github.ts";
import { median, ratio, rounded } from "./support/statistics.ts";
import { heading, table } from "./support/table.ts";
import { WaitingTime } from "./support/waiting-time.ts";

const HELP = `How long a review of a pull request takes with a model that answers at once.

  node bench/review-time.ts [--lines 500] [--runs 10] [--engine pglite|postgres] [--no-index]
                       [--cli-lines 1000] [--cli-runs 5] [--json]

  --lines      added lines of each pull request; every run has one of its own
  --runs       measured runs per engine, in turn between the engines, after two that warm up
  --engine     only this one; both by default, which needs .ci/services.sh start
  --no-index   leave the repository without an index: no context from other files
  --cli-lines  added lines of the change that \`devflow review --expert none\` reads
  --cli-runs   how often; 0 leaves it out

Bot and worker run in this process, the fake GitHub and the scripted model in another. "own" is
wall time without the time in which a request to GitHub or to the model was open. The code is the
source that the installed openai package ships. Everything stays on 127.0.0.1.
`;

const { values } = parseArgs({
  allowNegative: true,
  options: {
    lines: { type: "string", default: "500" },
    runs: { type: "string", default: "10" },
    engine: { type: "string" },
    index: { type: "boolean", default: true },
    "cli-lines": { type: "string", default: "1000" },
    "cli-runs": { type: "string", default: "5" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});

const warmUps = 2;
const titles = { pglite: "PGlite", postgres: "Postgres + Redis" };

interface Bench {
  name: EngineName;
  engine: Engine;
  devflow: MeasuredDevFlow;
  indexMs: number;
  runs: ReviewRun[];
}

async function measureReviews(names: readonly EngineName[]): Promise<Bench[]> {
  const runCount = Number(values.runs);
  const checkout = createCheckout(runCount + warmUps, Number(values.lines));
  const github = await RemoteGitHub.start();
  const benches: Bench[] = [];
  try {
    using waiting = new WaitingTime();
    for (const name of names) {
      const engine = await createEngine(name);
      const devflow = await startMeasuredDevFlow(engine, github);
      benches.push({ name, engine, devflow, indexMs: 0, runs: [] });
    }
    for (let number = -warmUps; number < runCount; number++) {
      for (const bench of benches) {
        const run = await reviewOne(bench, { github, waiting, checkout, number });
        if (number >= 0) bench.runs.push(run);
      }
    }
  } finally {
    for (const { devflow, engine } of benches) {
      await devflow.close();
      await engine.close();
    }
    await github.close();
    checkout.remove();
  }
  const { changedLines, files } = checkout;
  console.error(`${changedLines} added lines per pull request, ${files} files in the repository`);
  return benches;
}

interface Round {
  github: RemoteGitHub;
  waiting: WaitingTime;
  checkout: MeasuredCheckout;
  /** Negative while it warms up. */
  number: number;
}

/** The first one makes the repository known, so that it can be indexed for the others. */
async function reviewOne(bench: Bench, round: Round): Promise<ReviewRun> {
  const { github, waiting, checkout, number } = round;
  const { devflow, name: owner } = bench;
  const branches = checkout.branches.slice(number + warmUps, number + warmUps + 1);
  const { folder } = checkout;
  const [pull] = await github.openPulls({ owner, folder, branches, body: "As discussed." });
  if (pull === undefined) throw new Error("there is no branch left");
  const run = await measureReview({ devflow, github, waiting, owner, pull });
  if (number === -warmUps && values.index) bench.indexMs = await devflow.index(owner, folder);
  return run;
}

function stageRows(benches: readonly Bench[]): string[][] {
  const named: Stage[] = [...stages, "202 to posted", "start to posted", "202 to stored"];
  return named.map((stage) => {
    const wall = benches.map(({ runs }) => runs.map((run) => run.times[stage].wallMs));
    const own = benches.map(({ runs }) => runs.map((run) => run.times[stage].ownMs));
    const cells = wall.flatMap((numbers, index) => [
      rounded(median(numbers)),
      rounded(median(own[index] ?? [])),
      rounded(percentile(own[index] ?? [], 0.95)),
    ]);
    const [a = [], b = []] = own;
    return [stage, ...cells, ...(benches.length === 2 ? [ratio(median(a), median(b))] : [])];
  });
}

function totalRows(benches: readonly Bench[]): string[][] {
  const row = (label: string, of: (run: ReviewRun) => number) => {
    const numbers = benches.map(({ runs }) => median(runs.map(of)));
    const [a = Number.NaN, b = Number.NaN] = numbers;
    return [label, ...numbers.map(rounded), ...(benches.length === 2 ? [ratio(a, b)] : [])];
  };
  return [
    row("CPU ms, 202 to stored", (run) => run.cpuMs),
    row("requests to GitHub", (run) => run.githubRequests),
    row("requests to the model", (run) => run.modelRequests),
    row("comments posted", (run) => run.comments),
    ["index of the repository, ms, once", ...benches.map(({ indexMs }) => rounded(indexMs))],
  ];
}

interface CliRow {
  command: string;
  runs: ProcessRun[];
}

/** The command line as a whole process, and what of it is start-up only. */
async function measureCommandLine(): Promise<CliRow[]> {
  const checkout = createCheckout(1, Number(values["cli-lines"]));
  const [branch = ""] = checkout.branches;
  const review = ["review", "--repo", checkout.folder, "--base", "main", "--head", branch];
  const commands: { command: string; args: string[] }[] = [
    { command: "devflow --version", args: ["--version"] },
    { command: "devflow review --help", args: ["review", "--help"] },
    {
      command: `devflow review --expert none (${checkout.changedLines} lines)`,
      args: [...review, "--expert", "none", "--format", "json"],
    },
  ];
  const rows: CliRow[] = commands.map(({ command }) => ({ command, runs: [] }));
  try {
    for (let number = -1; number < Number(values["cli-runs"]); number++) {
      for (const [index, { args }] of commands.entries()) {
        const run = await runDevFlow(...args);
        if (number >= 0) rows[index]?.runs.push(run);
      }
    }
  } finally {
    checkout.remove();
  }
  return rows;
}

function cliTable(rows: readonly CliRow[]): string {
  const head = ["process", "wall ms", "p95", "CPU ms"];
  const body = rows.map(({ command, runs }) => {
    const wall = runs.map((run) => run.wallMs);
    const cells = [median(wall), percentile(wall, 0.95), median(runs.map((run) => run.cpuMs))];
    return [command, ...cells.map(rounded)];
  });
  return table(head, body);
}

async function run(): Promise<void> {
  const chosen = engineNames.filter((name) => [undefined, name as string].includes(values.engine));
  if (chosen.length === 0) {
    throw new UsageError(`There is no engine ${values.engine}`, "Use pglite or postgres.");
  }
  const benches = Number(values.runs) > 0 ? await measureReviews(chosen) : [];
  const commands = Number(values["cli-runs"]) > 0 ? await measureCommandLine() : [];
  if (values.json) {
    const reviews = Object.fromEntries(benches.map(({ name, runs }) => [name, runs]));
    console.log(JSON.stringify({ reviews, commands }));
    return;
  }
  console.log(`${heading()}\n`);
  const both = benches.length === 2 ? ["own ratio"] : [];
  const columns = benches.flatMap(({ name }) => [titles[name], "own", "own p95"]);
  if (benches.length > 0) {
    console.log(`${table(["stage, ms", ...columns, ...both], stageRows(benches))}\n`);
    const names = benches.map(({ name }) => titles[name]);
    console.log(`${table(["", ...names, ...(both[0] ? ["ratio"] : [])], totalRows(benches))}\n`);
  }
  if (commands.length > 0) console.log(cliTable(commands));
}

if (values.help) console.log(HELP);
else {
  await run().catch((thrown: unknown) => {
    const error = coerceError(thrown);
    console.error(error instanceof UsageError ? `${error.message}\n${error.nextStep}` : error);
    process.exitCode = 1;
  });
}
