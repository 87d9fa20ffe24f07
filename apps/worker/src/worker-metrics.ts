import type { SummaryInput } from "@devflow/review";
import { Counter, Histogram, type Registry } from "prom-client";

const names = {
  reviews: "devflow_reviews_total",
  findings: "devflow_findings_posted_total",
  duration: "devflow_review_duration_seconds",
} as const;

export interface WorkerMetrics {
  countReview(outcome: "posted" | "held" | "skipped" | "superseded" | "failed"): void;
  observePosted(summary: SummaryInput, durationMs: number): void;
  /** Takes the worker's numbers out of the process's registry. */
  remove(): void;
}

/** The worker's own numbers. Durations reach to the 26 minutes over which a review is retried. */
export function createWorkerMetrics(registry: Registry): WorkerMetrics {
  const reviews = new Counter({
    name: names.reviews,
    help: "Runs of reviews by how they ended.",
    labelNames: ["outcome"],
    registers: [registry],
  });
  const findings = new Counter({
    name: names.findings,
    help: "Findings posted, by severity.",
    labelNames: ["severity"],
    registers: [registry],
  });
  const duration = new Histogram({
    name: names.duration,
    help: "From the start of a review's job to its posting.",
    buckets: [0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800],
    registers: [registry],
  });
  return {
    countReview: (outcome) => reviews.inc({ outcome }),
    observePosted(summary, durationMs) {
      for (const { severity } of summary.findings) findings.inc({ severity });
      duration.observe(durationMs / 1000);
    },
    remove() {
      for (const name of Object.values(names)) registry.removeSingleMetric(name);
    },
  };
}
