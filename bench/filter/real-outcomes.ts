import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { featuresOf, vectorOf } from "../../packages/review/src/filter/features.ts";
import type { Example } from "../../packages/review/src/filter/logistic-regression.ts";
import type { EmbedTexts, PastOutcome } from "../../packages/review/src/filter/model.ts";
import { likenessTo, unlike } from "../../packages/review/src/filter/nearest-outcomes.ts";

const samples = z.array(
  z.object({
    githubPrUrl: z.string(),
    comments: z.array(
      z.object({ note: z.string(), path: z.string().nullable(), category: z.string() }),
    ),
  }),
);

const categories: Readonly<Record<string, string>> = {
  "Code Defect": "correctness",
  "Security Vulnerability": "security",
  "Performance Issue": "performance",
  "Maintainability and Readability": "maintainability",
};

/** Comments of one pull request that people called valid or not. */
export type CheckedPull = PastOutcome[];

/** AACR-Bench (github.com/alibaba/aacr-bench, Apache-2.0): comments on 196 pull requests. */
export function readCheckedPulls(folder: string): CheckedPull[] {
  const pulls = new Map<string, CheckedPull>();
  for (const [name, isActedOn] of [
    ["positive", true],
    ["negative", false],
  ] as const) {
    const text = readFileSync(join(folder, "dataset", `${name}_samples.json`), "utf8");
    for (const { githubPrUrl, comments } of samples.parse(JSON.parse(text))) {
      const pull = pulls.get(githubPrUrl) ?? [];
      pulls.set(githubPrUrl, pull);
      for (const { note, path, category } of comments) {
        const title = note.split(/(?<=[.!?])\s/, 1)[0] ?? note;
        pull.push({
          source: "expert",
          category: categories[category] ?? "correctness",
          path: path ?? "",
          title,
          body: note.slice(title.length).trim(),
          isActedOn,
          weight: 1,
        });
      }
    }
  }
  return [...pulls.values()];
}

export type Likenesses = "none" | "words" | "vectors" | "vectors and projection";

const mostPast = 1_000;
const projected = 8;

/** Examples in the order of the pull requests, each with the features that it had at its time. */
export async function examplesOf(
  pulls: readonly CheckedPull[],
  likenesses: Likenesses,
  embed: EmbedTexts,
): Promise<Example[]> {
  const examples: Example[] = [];
  const past: PastOutcome[] = [];
  for (const pull of pulls) {
    const known = past.slice(-mostPast);
    const near =
      likenesses === "none"
        ? pull.map(() => unlike)
        : await likenessTo(known, pull, likenesses === "words" ? null : embed);
    const vectors =
      likenesses === "vectors and projection"
        ? await embed(pull.map(({ title, body }) => `${title}\n${body}`))
        : [];
    for (const [index, outcome] of pull.entries()) {
      const finding = {
        ...outcome,
        severity: "medium",
        suggestion: null,
        votes: 1,
        passes: 1,
        verdict: null,
        confidence: 0.5,
      } as const;
      const features = vectorOf(featuresOf(finding, known, near[index] ?? unlike));
      const vector = vectors[index];
      examples.push({
        features: vector === undefined ? features : [...features, ...project(vector)],
        label: outcome.isActedOn ? 1 : 0,
        weight: 1,
      });
    }
    past.push(...pull);
  }
  return examples;
}

/** A fixed random projection: signs by a hash of both indexes. */
function project(vector: Float32Array): number[] {
  return Array.from({ length: projected }, (_, row) => {
    let sum = 0;
    for (const [column, value] of vector.entries()) {
      sum += Math.imul(row * 65_537 + column + 1, 2_654_435_761) >>> 31 === 0 ? value : -value;
    }
    return sum;
  });
}
