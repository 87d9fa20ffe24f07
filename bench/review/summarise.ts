import type { ReviewResult } from "@devflow/review";
import { bootstrap, percent, SeededRandom, type Share, share } from "@devflow/statistics";
import { rounded } from "../support/statistics.ts";
import { table } from "../support/table.ts";
import type { MeasuredChange, PlantedReview } from "./measure-change.ts";

/** The numbers of a run over all changes, per kind of defect and per language, as Markdown tables. */
export function summarise(changes: readonly MeasuredChange[]): string {
  return [overall(changes), byKind(changes), byLanguage(changes), drops(changes)].join("\n\n");
}

function overall(changes: readonly MeasuredChange[]): string {
  const interval = (statistic: (sample: readonly MeasuredChange[]) => number) =>
    bootstrap(changes, statistic, new SeededRandom(1));
  const planted = plantedOf(changes);
  const rows = [
    ["clean changes", String(changes.length)],
    ["changes with a planted defect", String(planted.length)],
    ["false alarms: clean changes with a comment", percent(falseAlarms(changes))],
    ["comments per clean change", rounded(mean(changes.map(({ clean }) => commentsOf(clean))))],
    ["comments per planted change", rounded(mean(planted.map(({ result }) => commentsOf(result))))],
    ["recall: planted defects found", percent(interval(recallOf))],
    [
      "precision: comments on planted changes that are about the defect",
      percent(interval(precisionOf)),
    ],
    ["F1", percent(interval(f1Of))],
    ["recall, mean over the kinds of defects", percent(interval(recallOverKinds))],
    ["tokens per review, prompt and completion", tokensPerReview(changes)],
    ["ms per review, median of wall time", rounded(medianMs(changes))],
  ];
  return table(["all", "value (95 % interval)"], rows);
}

function byKind(changes: readonly MeasuredChange[]): string {
  const planted = plantedOf(changes);
  const kinds = new Map(planted.map(({ defect }) => [defect.kind, defect.category]));
  const rows = [...kinds].map(([kind, category]) => {
    const of = planted.filter(({ defect }) => defect.kind === kind);
    const found = of.filter(({ hit }) => hit).length;
    return [kind, category, String(of.length), String(found), percent(share(found, of.length))];
  });
  return table(["planted defect", "category", "planted", "found", "recall (95 % interval)"], rows);
}

function byLanguage(changes: readonly MeasuredChange[]): string {
  const groups = [...new Set(changes.flatMap((change) => change.groups))].sort();
  const rows = groups.map((group) => {
    const of = changes.filter((change) => change.groups.includes(group));
    const planted = plantedOf(changes).filter(({ defect }) => defect.group === group);
    const found = planted.filter(({ hit }) => hit).length;
    return [
      group,
      String(of.length),
      percent(falseAlarms(of)),
      String(planted.length),
      percent(share(found, planted.length)),
    ];
  });
  return table(["language", "clean", "false alarms", "planted", "recall"], rows);
}

/** What the stages after drafting held back, and why. */
function drops(changes: readonly MeasuredChange[]): string {
  const count = (results: readonly ReviewResult[]) => {
    const counts = new Map<string, number>();
    const add = (reason: string, times: number) =>
      counts.set(reason, (counts.get(reason) ?? 0) + times);
    for (const { held, counts: counted } of results) {
      for (const { reason } of held) add(reason.replace(/\d+/g, "N"), 1);
      for (const [reason, times] of Object.entries(counted)) add(reason, times);
    }
    return counts;
  };
  const clean = count(changes.map((change) => change.clean));
  const planted = count(plantedOf(changes).map(({ result }) => result));
  const reasons = [...new Set([...clean.keys(), ...planted.keys()])].sort();
  const rows = reasons.map((reason) => [
    reason,
    String(clean.get(reason) ?? 0),
    String(planted.get(reason) ?? 0),
  ]);
  return table(["held or counted because", "clean", "planted"], rows);
}

function plantedOf(changes: readonly MeasuredChange[]): PlantedReview[] {
  return changes.flatMap(({ planted }) => planted);
}

function falseAlarms(changes: readonly MeasuredChange[]): Share {
  return share(changes.filter(({ clean }) => clean.findings.length > 0).length, changes.length);
}

function recallOf(changes: readonly MeasuredChange[]): number {
  const planted = plantedOf(changes);
  return planted.filter(({ hit }) => hit).length / planted.length;
}

/** Every kind counts the same, however many places the changes offer for it. */
function recallOverKinds(changes: readonly MeasuredChange[]): number {
  const planted = plantedOf(changes);
  const kinds = [...new Set(planted.map(({ defect }) => defect.kind))];
  return mean(
    kinds.map((kind) => {
      const of = planted.filter(({ defect }) => defect.kind === kind);
      return of.filter(({ hit }) => hit).length / of.length;
    }),
  );
}

function precisionOf(changes: readonly MeasuredChange[]): number {
  const planted = plantedOf(changes);
  const said = planted.reduce((sum, { result }) => sum + result.findings.length, 0);
  return planted.reduce((sum, { hits }) => sum + hits.length, 0) / said;
}

function f1Of(changes: readonly MeasuredChange[]): number {
  const [precision, recall] = [precisionOf(changes), recallOf(changes)];
  return (2 * precision * recall) / (precision + recall);
}

function commentsOf({ findings }: ReviewResult): number {
  return findings.length;
}

function tokensPerReview(changes: readonly MeasuredChange[]): string {
  const results = allResults(changes);
  const prompt = mean(results.map(({ tokens }) => tokens.prompt));
  const completion = mean(results.map(({ tokens }) => tokens.completion));
  return `${rounded(prompt)} + ${rounded(completion)}`;
}

function medianMs(changes: readonly MeasuredChange[]): number {
  const sorted = allResults(changes)
    .map(({ timingsMs }) => timingsMs.total)
    .sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function allResults(changes: readonly MeasuredChange[]): ReviewResult[] {
  return changes.flatMap(({ clean, planted }) => [clean, ...planted.map(({ result }) => result)]);
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
