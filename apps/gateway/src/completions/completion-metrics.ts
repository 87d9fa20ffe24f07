import type { CompletionMeasures } from "@devflow/completion";
import { Counter, Histogram, type Registry } from "prom-client";

const names = {
  total: "devflow_completions_total",
  seconds: "devflow_completion_seconds",
  expert: "devflow_completion_expert_seconds",
  firstText: "devflow_completion_first_text_seconds",
  retrieval: "devflow_completion_retrieval_total",
  endedEarly: "devflow_completion_ended_early_total",
} as const;

/** From memory to the slowest answer that an editor waits for, in seconds. */
const buckets = [0.001, 0.003, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 2, 4, 10];

export interface CompletionMetrics {
  measures: CompletionMeasures;
  /** Takes them out of the registry, which other apps of this process share. */
  remove(): void;
}

/** Completions by source and outcome; latency by source; what the expert and the index took of it. */
export function createCompletionMetrics(registry: Registry): CompletionMetrics {
  const registers = [registry];
  const total = new Counter({
    name: names.total,
    help: "Completions by where they came from and what came of them: shown, nothing, cancelled, failed.",
    labelNames: ["source", "outcome"],
    registers,
  });
  const seconds = new Histogram({
    name: names.seconds,
    help: "Time of a completion at the server, by where it came from.",
    labelNames: ["source"],
    buckets,
    registers,
  });
  const expert = new Histogram({
    name: names.expert,
    help: "Time that the expert took for a completion.",
    buckets,
    registers,
  });
  const firstText = new Histogram({
    name: names.firstText,
    help: "Time until the expert's first text.",
    buckets,
    registers,
  });
  const retrieval = new Counter({
    name: names.retrieval,
    help: "What the index had for a completion: used, nothing, late, off.",
    labelNames: ["outcome"],
    registers,
  });
  const endedEarly = new Counter({
    name: names.endedEarly,
    help: "Requests at an expert that were ended because nobody waited for them any more.",
    registers,
  });
  return {
    measures: {
      answered({ source, hasChoices, timings, retrieval: outcome }) {
        total.inc({ source, outcome: hasChoices ? "shown" : "nothing" });
        seconds.observe({ source }, timings.totalMs / 1000);
        if (timings.expertMs !== null) expert.observe(timings.expertMs / 1000);
        if (timings.firstTextMs !== null) firstText.observe(timings.firstTextMs / 1000);
        retrieval.inc({ outcome });
      },
      cancelled: () => total.inc({ source: "none", outcome: "cancelled" }),
      failed: () => total.inc({ source: "none", outcome: "failed" }),
      endedEarly: () => endedEarly.inc(),
    },
    remove() {
      for (const name of Object.values(names)) registry.removeSingleMetric(name);
    },
  };
}
