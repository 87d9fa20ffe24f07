/** What the filter learns and how long that takes: on teams made by rule, and on comments that people checked. */
import { parseArgs } from "node:util";
import { embedderSourceOf } from "@devflow/retrieval";
import { applyFilter } from "../../packages/review/src/filter/apply-filter.ts";
import {
  estimate,
  fitLogisticRegression,
} from "../../packages/review/src/filter/logistic-regression.ts";
import type { EmbedTexts } from "../../packages/review/src/filter/model.ts";
import { priorModel } from "../../packages/review/src/filter/prior.ts";
import { type Training, trainFilter } from "../../packages/review/src/filter/train-filter.ts";
import {
  randomFinding,
  seeded,
  simulate,
  type Team,
} from "../../packages/review/test/support/synthetic-team.ts";
import { heading, table } from "../support/table.ts";
import { examplesOf, type Likenesses, readCheckedPulls } from "./real-outcomes.ts";

const HELP = `Measures the filter.

  node bench/filter/main.ts [--seeds 20] [--aacr FOLDER]

  --aacr  a checkout of github.com/alibaba/aacr-bench: 2,145 comments that people called valid or not
`;

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "20" },
    aacr: { type: "string" },
    help: { type: "boolean", short: "h", default: false },
  },
});

if (values.help) process.stdout.write(HELP);
else await main();

async function main(): Promise<void> {
  const parts = [heading(), await teams(Number(values.seeds)), await times()];
  if (values.aacr !== undefined) parts.push(await realComments(values.aacr, Number(values.seeds)));
  process.stdout.write(`${parts.join("\n\n")}\n`);
}

async function teams(seeds: number): Promise<string> {
  const tastes: readonly (readonly [string, Team])[] = [
    [
      "dismisses one category of five",
      ({ category }, next) => category !== "performance" && next() < 0.85,
    ],
    ["dismisses one rule", ({ source }, next) => source !== "rule:py-bare-except" && next() < 0.85],
    ["acts on rules only", ({ source }, next) => next() < (source === "expert" ? 0.3 : 0.9)],
    [
      "says nothing about style, fixes the rest",
      ({ category }) => (category === "maintainability" ? null : true),
    ],
    ["acts by chance", (_finding, next) => next() < 0.6],
    ["acts on nearly everything", (_finding, next) => next() < 0.93],
  ];
  const rows: string[][] = [];
  for (const [name, team] of tastes) {
    for (const count of [80, 240]) {
      const trained: Training[] = [];
      for (let seed = 1; seed <= seeds; seed += 1) {
        const { examples } = await simulate(team, { count, seed: seed * 7_919, model: priorModel });
        trained.push(trainFilter(examples, false));
      }
      const inUse = trained.filter(({ isInUse }) => isInUse);
      const mean = (pick: (one: Training) => number) =>
        inUse.length === 0
          ? "-"
          : percent(inUse.reduce((sum, one) => sum + pick(one), 0) / inUse.length);
      rows.push([
        name,
        String(count),
        percent(inUse.length / trained.length),
        mean(({ measures }) => measures.withoutFilter.precision),
        mean(({ measures }) => measures.withFilter.precision),
        mean(({ measures }) => measures.withFilter.recall),
      ]);
    }
  }
  const head = ["team", "outcomes", "in use", "precision without", "with", "recall"];
  return `Held-out outcomes, means over the trainings of ${seeds} seeds that came into use:\n\n${table(head, rows)}`;
}

async function times(): Promise<string> {
  const random = seeded(1);
  const taste: Team = ({ category }, next) => category !== "performance" && next() < 0.85;
  const rows: string[][] = [];
  for (const count of [60, 500, 5_000]) {
    const { examples } = await simulate(taste, {
      count: Math.min(count, 500),
      seed: 4,
      model: priorModel,
    });
    const copies = Math.ceil(count / examples.length);
    const many = Array.from({ length: copies }, () => examples)
      .flat()
      .slice(0, count);
    const took = repeated(5, () => trainFilter(many, false));
    rows.push([`training on ${count} outcomes`, `${took.toFixed(1)} ms`]);
  }
  const { past } = await simulate(taste, {
    count: 1_000,
    seed: 4,
    model: { ...priorModel, threshold: 0 },
  });
  const drafted = Array.from({ length: 40 }, (_, index) => randomFinding(random, index));
  for (const [name, embed] of [
    ["words", null],
    ["vectors", await builtIn()],
  ] as const) {
    const startedAt = performance.now();
    await applyFilter(drafted, { model: priorModel, past, embed });
    rows.push([
      `40 findings against 1,000 outcomes, by ${name}`,
      `${(performance.now() - startedAt).toFixed(1)} ms`,
    ]);
  }
  return table(["what", "time"], rows);
}

async function realComments(folder: string, seeds: number): Promise<string> {
  const pulls = readCheckedPulls(folder);
  const embed = await builtIn();
  const rows: string[][] = [];
  for (const likenesses of ["none", "words", "vectors", "vectors and projection"] as const) {
    const scores: number[] = [];
    for (let seed = 1; seed <= seeds; seed += 1) {
      scores.push(await areaUnderCurve(shuffled(pulls, seed), likenesses, embed));
    }
    const mean = scores.reduce((sum, each) => sum + each, 0) / seeds;
    const deviation = Math.sqrt(scores.reduce((sum, each) => sum + (each - mean) ** 2, 0) / seeds);
    rows.push([likenesses, mean.toFixed(3), deviation.toFixed(3)]);
  }
  const head = ["likeness to earlier comments", "AUC", "deviation over seeds"];
  return `Telling valid from invalid comments of AACR-Bench, newest quarter held out, ${seeds} random orders of its pull requests:\n\n${table(head, rows)}`;
}

async function areaUnderCurve(
  pulls: Parameters<typeof examplesOf>[0],
  likenesses: Likenesses,
  embed: EmbedTexts,
): Promise<number> {
  const examples = await examplesOf(pulls, likenesses, embed);
  const cut = Math.floor(examples.length * 0.75);
  const width = examples[0]?.features.length ?? 0;
  const weights = Array.from({ length: width }, (_, index) => priorModel.weights[index] ?? 0);
  const model = fitLogisticRegression(
    examples.slice(0, cut),
    { bias: priorModel.bias, weights },
    1,
  );
  const scored = examples
    .slice(cut)
    .map(({ features, label }) => ({ label, score: estimate(model, features) }));
  const positive = scored.filter(({ label }) => label === 1);
  const negative = scored.filter(({ label }) => label === 0);
  let wins = 0;
  for (const a of positive)
    for (const b of negative) wins += a.score > b.score ? 1 : a.score === b.score ? 0.5 : 0;
  return wins / (positive.length * negative.length);
}

function shuffled<T>(items: readonly T[], seed: number): T[] {
  const random = seeded(seed);
  return items
    .map((item) => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

async function builtIn(): Promise<EmbedTexts> {
  const embedder = await embedderSourceOf("builtin")();
  if (embedder === null) throw new Error("there is a token table on board");
  const known = new Map<string, Float32Array>();
  return async (texts) => {
    const missing = [...new Set(texts)].filter((text) => !known.has(text));
    const vectors = await embedder.embed(missing, { kind: "document" });
    for (const [index, text] of missing.entries())
      known.set(text, vectors[index] ?? new Float32Array());
    return texts.map((text) => known.get(text) ?? new Float32Array());
  };
}

function repeated(times: number, work: () => void): number {
  work();
  const startedAt = performance.now();
  for (let run = 0; run < times; run += 1) work();
  return (performance.now() - startedAt) / times;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
