/**
 * How good a review is: real changes as they were made, and the same changes with one planted
 * defect. See HELP.
 */
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { defaultExpertSettings, defaultRepositoryConfig } from "@devflow/config";
import { UsageError } from "@devflow/errors";
import { createExpert, type Expert } from "@devflow/expert";
import { openRepository } from "@devflow/git";
import { createLogger } from "@devflow/logging";
import { policyOf } from "@devflow/review";
import { SeededRandom } from "@devflow/statistics";
import { bundledRules } from "@devflow/syntax";
import { MovingCheckout } from "../context/moving-checkout.ts";
import { parseReleases } from "../support/published-source.ts";
import { heading } from "../support/table.ts";
import { usualReleases } from "../support/usual-releases.ts";
import { type CleanChange, changesOfHistory, changesOfReleases } from "./clean-changes.ts";
import { GitObjects } from "./git-objects.ts";
import { type MeasuredChange, measureChange } from "./measure-change.ts";
import { ReleasesCheckout } from "./releases-checkout.ts";
import type { Reviewer } from "./review-commit.ts";
import { summarise } from "./summarise.ts";

const HELP = `How good a review is: precision, recall, comments per pull request, and false alarms.

  node bench/review/main.ts [--repository DIR …] [RELEASES …] [--changes 20] [--defects 3]
                            [--expert-url URL --model NAME [--passes N]] [--seed 1] [--show] [--json]

  --repository  a git checkout whose newest commits are reviewed; may be repeated
  RELEASES      two releases of a published package, such as npm:zod@4.1.0..4.1.5 (also pypi:, go:,
                maven:); without any repository a list of eight packages in four languages
  --changes     changes per repository or package, drawn by chance
  --defects     defects planted into each change at most, each in a variant of its own
  --expert-url  an OpenAI-compatible endpoint; without one the rules and the secret scan review alone
  --passes      drafts per prompt, for voting
  --seed        another draw of changes and defects
  --show        print every comment on a clean change, to be judged by people
  --json        all results instead of the tables

Every change is reviewed as it was made: it was merged, so each comment counts as a false alarm. Then
once more for each planted defect (an inverted condition, a missing await, an open resource, an
injection, a secret and others, in lines that the change shows). A comment on or within two lines
of the defect that the clean change did not get finds it; every other comment is a false one.
`;

const { values, positionals } = parseArgs({
  options: {
    repository: { type: "string", multiple: true, default: [] },
    changes: { type: "string", default: "20" },
    defects: { type: "string", default: "3" },
    "expert-url": { type: "string" },
    model: { type: "string" },
    passes: { type: "string", default: "1" },
    seed: { type: "string", default: "1" },
    show: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
  allowPositionals: true,
});

function chosenExpert(): Expert | null {
  const { "expert-url": url, model } = values;
  if (url === undefined) return null;
  if (model === undefined) {
    throw new UsageError("--expert-url needs a model", "Add --model NAME, as the server lists it.");
  }
  const logger = createLogger({ level: "error" });
  return createExpert(defaultExpertSettings(url, model), logger);
}

async function chosenReviewer(): Promise<Reviewer> {
  const policy = policyOf(defaultRepositoryConfig());
  return {
    expert: chosenExpert(),
    policy: { ...policy, passes: Number(values.passes) },
    rules: await bundledRules(),
  };
}

async function measureAll(reviewer: Reviewer): Promise<MeasuredChange[]> {
  const measured: MeasuredChange[] = [];
  const releases =
    positionals.length + values.repository.length === 0 ? usualReleases : positionals;
  for (const folder of values.repository) {
    using checkout = new MovingCheckout(folder);
    measured.push(
      ...(await measureClone(checkout.folder, reviewer, (objects, random) =>
        changesOfHistory(objects, basename(folder), Number(values.changes), random),
      )),
    );
  }
  for (const text of releases) {
    using checkout = await ReleasesCheckout.create(parseReleases(text));
    measured.push(
      ...(await measureClone(checkout.folder, reviewer, (objects, random) =>
        changesOfReleases(objects, text, checkout, Number(values.changes), random),
      )),
    );
  }
  return measured;
}

async function measureClone(
  folder: string,
  reviewer: Reviewer,
  choose: (objects: GitObjects, random: SeededRandom) => CleanChange[],
): Promise<MeasuredChange[]> {
  using objects = new GitObjects(folder);
  const random = new SeededRandom(Number(values.seed));
  const changes = choose(objects, random);
  await using repository = await openRepository(folder);
  const measured: MeasuredChange[] = [];
  for (const change of changes) {
    const measuring = {
      objects,
      repository,
      reviewer,
      random,
      defectsPerChange: Number(values.defects),
    };
    const one = await measureChange(change, measuring);
    if (values.show) showFalseAlarms(one);
    measured.push(one);
    process.stderr.write(`\r${change.name}: ${measured.length} of ${changes.length}   `);
  }
  process.stderr.write("\n");
  return measured;
}

function showFalseAlarms({ name, clean }: MeasuredChange): void {
  for (const finding of clean.findings) {
    const { path, startLine, line, severity, source, title, fingerprint } = finding;
    console.log(`${name} ${path}:${startLine}-${line} ${severity} ${source}: ${title}`);
    for (const row of (clean.excerpts[fingerprint] ?? "").split("\n")) console.log(`    | ${row}`);
  }
}

if (values.help) console.log(HELP);
else {
  const measured = await measureAll(await chosenReviewer());
  if (measured.length === 0) {
    throw new UsageError("No change fits", "Give a repository with changes of 5 to 400 lines.");
  }
  console.log(values.json ? JSON.stringify(measured) : `${heading()}\n\n${summarise(measured)}`);
}
