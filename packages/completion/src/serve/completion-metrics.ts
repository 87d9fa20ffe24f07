import { Counter, Histogram, type Registry } from "prom-client";
import type { CompletionMeasures } from "./model.ts";

/** From an answer out of memory to the longest that somebody waits for, in seconds. */
const secondBuckets = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.2, 2, 5, 10,
];
const contextBuckets = [0.001, 0.002, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05];

const names = [
  "devflow_completions_total",
  "devflow_completion_seconds",
  "devflow_completion_first_text_seconds",
  "devflow_completion_context_seconds",
  "devflow_completion_context_total",
  "devflow_completions_ended_early_total",
] as const;

export interface CompletionMetrics extends CompletionMeasures {
  /** Takes them out of the registry, which other apps of the process share. */
  remove(): void;
}

/** Completions by where they came from and what became of them, and how long each part took. */
export function createCompletionMetrics(registry: Registry): CompletionMetrics {
  const registers = [registry];
  const completions = new Counter({
    name: names[0],
    help: "Completions by source and outcome: shown, nothing, cancelled, failed.",
    labelNames: ["source", "outcome"],
    registers,
  });
  const histogram = (name: string, help: string, buckets: number[], labelNames: string[] = []) =>
    new Histogram({ name, help, buckets, labelNames, registers });
  const seconds = histogram(names[1], "Time to an answer, by source.", secondBuckets, ["source"]);
  const firstText = histogram(names[2], "Time to the expert's first text.", secondBuckets);
  const context = histogram(names[3], "Time that the index was given.", contextBuckets);
  const contexts = new Counter({
    name: names[4],
    help: "Questions to the expert by what the index gave: used, nothing, late, off.",
    labelNames: ["result"],
    registers,
  });
  const endedEarly = new Counter({
    name: names[5],
    help: "Requests at the expert that ended because nobody waited for them any more.",
    registers,
  });
  return {
    answered({ source, hasChoices, retrieval, timings }) {
      completions.inc({ source, outcome: hasChoices ? "shown" : "nothing" });
      seconds.observe({ source }, timings.totalMs / 1_000);
      if (timings.firstTextMs !== null) firstText.observe(timings.firstTextMs / 1_000);
      if (timings.retrievalMs !== null) context.observe(timings.retrievalMs / 1_000);
      if (source === "expert") contexts.inc({ result: retrieval });
    },
    cancelled: () => completions.inc({ source: "none", outcome: "cancelled" }),
    failed: () => completions.inc({ source: "none", outcome: "failed" }),
    endedEarly: () => endedEarly.inc(),
    remove() {
      for (const name of names) registry.removeSingleMetric(name);
    },
  };
}
