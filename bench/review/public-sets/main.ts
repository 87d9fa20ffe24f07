/** Reviews the pull requests of a public set and compares with what people found in them. See HELP. */
import { parseArgs } from "node:util";
import { defaultExpertSettings, defaultRepositoryConfig } from "@devflow/config";
import { UsageError } from "@devflow/errors";
import { createExpert, type Expert } from "@devflow/expert";
import { openRepository } from "@devflow/git";
import { createLogger } from "@devflow/logging";
import { policyOf } from "@devflow/review";
import { percent, share } from "@devflow/statistics";
import { bundledRules } from "@devflow/syntax";
import { readLocalChange } from "../../../apps/cli/src/local/local-change.ts";
import { MovingCheckout } from "../../context/moving-checkout.ts";
import { heading, table } from "../../support/table.ts";
import { GitObjects } from "../git-objects.ts";
import { type Reviewer, reviewCommit } from "../review-commit.ts";
import { readAacr } from "./aacr.ts";
import { type Matches, matchFindings } from "./judge.ts";
import { readMartian } from "./martian.ts";
import type { PublicPull, PublicSet } from "./model.ts";
import { cloneOf, commitsOf } from "./pull-commits.ts";

const HELP = `Reviews the pull requests of a public benchmark and compares with what people found in them.

  node bench/review/public-sets/main.ts --set martian|aacr --data DIR --checkouts DIR
      [--expert-url URL --model NAME [--passes N]] [--judge-url URL --judge-model NAME] [--pulls 50]

  --data       a clone of the set: github.com/withmartian/code-review-benchmark (martian),
               github.com/alibaba/aacr-bench (aacr); the judge's prompt is read from it
  --checkouts  a folder with clones of the reviewed repositories, as owner/name or name; what a clone
               lacks is listed with the command that fetches it
  --judge-url  an OpenAI-compatible endpoint for the judge; without one only places are compared,
               which says nothing for martian

Scores with another judge cannot be compared with published ones; name both models beside a number.
`;

const { values } = parseArgs({
  options: {
    set: { type: "string" },
    data: { type: "string" },
    checkouts: { type: "string" },
    "expert-url": { type: "string" },
    model: { type: "string" },
    passes: { type: "string", default: "1" },
    "judge-url": { type: "string" },
    "judge-model": { type: "string" },
    pulls: { type: "string", default: "1000" },
    help: { type: "boolean", short: "h", default: false },
  },
});

const readers: Readonly<Record<string, (folder: string) => PublicSet>> = {
  martian: readMartian,
  aacr: readAacr,
};

function endpoint(url: string | undefined, model: string | undefined): Expert | null {
  if (url === undefined) return null;
  if (model === undefined) throw new UsageError(`${url} needs a model`, "Name it beside the URL.");
  return createExpert(defaultExpertSettings(url, model), createLogger({ level: "error" }));
}

interface Scored {
  pull: PublicPull;
  comments: number;
  matches: Matches;
}

async function scoreAll(set: PublicSet, checkouts: string): Promise<Scored[]> {
  const policy = policyOf(defaultRepositoryConfig());
  const reviewer: Reviewer = {
    expert: endpoint(values["expert-url"], values.model),
    policy: { ...policy, passes: Number(values.passes) },
    rules: await bundledRules(),
  };
  const judge = endpoint(values["judge-url"], values["judge-model"]);
  const scored: Scored[] = [];
  for (const pull of set.pulls.slice(0, Number(values.pulls))) {
    const source = cloneOf(checkouts, pull);
    if (source === null) {
      console.error(`${pull.url}: git clone https://github.com/${pull.owner}/${pull.name}`);
      continue;
    }
    using clone = new MovingCheckout(source);
    using own = new GitObjects(source);
    const commits = commitsOf(own, pull);
    if ("missing" in commits) {
      console.error(`${pull.url}: in ${source}: ${commits.missing}`);
      continue;
    }
    await using repository = await openRepository(clone.folder);
    const change = await readLocalChange(repository, commits);
    const { findings } = await reviewCommit(reviewer, change);
    const matches = await matchFindings(set, pull.golden, findings, judge);
    scored.push({ pull, comments: findings.length, matches });
    console.error(
      `${pull.url}: ${findings.length} comments, ${matches.golden.size} of ${pull.golden.length} found`,
    );
  }
  return scored;
}

function report(set: PublicSet, scored: readonly Scored[]): string {
  const sum = (of: (one: Scored) => number) => scored.reduce((total, one) => total + of(one), 0);
  const golden = sum(({ pull }) => pull.golden.length);
  const comments = sum((one) => one.comments);
  const precision = share(
    sum(({ matches }) => matches.candidates.size),
    comments,
  );
  const recall = share(
    sum(({ matches }) => matches.golden.size),
    golden,
  );
  const f1 = (2 * precision.value * recall.value) / (precision.value + recall.value);
  const rows = [
    ["pull requests", `${scored.length} of ${set.pulls.length}`],
    ["comments per pull request", (comments / scored.length).toFixed(2)],
    ["precision", percent(precision)],
    ["recall", percent(recall)],
    ["F1", Number.isFinite(f1) ? `${(100 * f1).toFixed(1)} %` : "-"],
    ["verdicts that could not be read", String(sum(({ matches }) => matches.unread))],
  ];
  if (set.maxLineDistance !== null) {
    rows.push(
      [
        "line precision",
        percent(
          share(
            sum(({ matches }) => matches.placed.size),
            comments,
          ),
        ),
      ],
      [
        "line recall",
        percent(
          share(
            sum(({ matches }) => matches.goldenPlaces.size),
            golden,
          ),
        ),
      ],
    );
  }
  return table([`${values.set}, ${golden} golden comments`, "value (95 % interval)"], rows);
}

async function run(): Promise<void> {
  const { data, checkouts } = values;
  const reader = readers[values.set ?? ""];
  if (reader === undefined || data === undefined || checkouts === undefined) {
    throw new UsageError("--set, --data and --checkouts are needed", "See --help.");
  }
  const set = reader(data);
  const scored = await scoreAll(set, checkouts);
  if (scored.length === 0) {
    throw new UsageError(
      "None of the pull requests is here",
      "Run the commands that were printed.",
    );
  }
  console.log(`${heading()}\n\n${report(set, scored)}`);
}

if (values.help) console.log(HELP);
else await run();
